import { html } from './lit-html.js';
export const title = () => 'searches';
export const load = async () => ({});
export const view = () => html``;
