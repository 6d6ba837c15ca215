import { html } from './lit-html.js';
export const title = () => 'namespace';
export const load = async () => ({});
export const view = () => html``;
