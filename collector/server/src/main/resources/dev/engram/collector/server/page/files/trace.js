import { html } from './lit-html.js';
export const title = () => 'trace';
export const load = async () => ({});
export const view = () => html``;
