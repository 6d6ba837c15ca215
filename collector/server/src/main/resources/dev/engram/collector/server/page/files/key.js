import { html } from './lit-html.js';
export const title = () => 'key';
export const load = async () => ({});
export const view = () => html``;
