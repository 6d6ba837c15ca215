import { html } from './lit-html.js';
export const title = () => 'traces';
export const load = async () => ({});
export const view = () => html``;
