// What a template's blanks are filled with stands in its text at once, as the contact will read it.
export function prepareTemplates() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form.template");
    if (!form) return;
    const shown = form.querySelector("[data-template]");
    const filled = (number) => form.querySelector(`[data-blank="${number}"]`)?.value.trim();
    shown.textContent = shown.dataset.template.replace(/\{\{(\d+)\}\}/gu, (blank, number) => filled(number) || blank);
  });
}
