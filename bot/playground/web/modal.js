// Forms that the bot opens.

import { $, el } from "./dom.js";
import { choices } from "./messages.js";
import { ask } from "./wire.js";

const TEXT_INPUT = 4, SELECTS = [3, 5, 6, 7, 8], LABEL = 18, TEXT = 10;

export function openModal(modal, message, app) {
  const form = el("form", { method: "dialog" }, el("h2", { id: "modal-title" }, modal.title));
  for (const component of modal.components) form.append(field(component, app));
  const fault = form.appendChild(el("p", { class: "failed", role: "alert" }));
  const cancel = el("button", { type: "button" }, "Cancel");
  cancel.addEventListener("click", () => $("#modal").close());
  const submit = el("button", { type: "submit", class: "primary" }, "Submit");
  form.append(el("div", { class: "row" }, submit, cancel));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const components = modal.components.map((component) => answered(component, form));
    submit.disabled = true;
    const answer = await ask("submit", {
      channel: app.channel.id,
      message: message?.id,
      data: { custom_id: modal.custom_id, components, resolved: {} },
    });
    submit.disabled = false;
    fault.textContent = app.refusal(answer);
    if (fault.textContent) return;
    $("#modal").close();
    app.answered(answer);
    app.did({ form: modal.title });
  });
  $("#modal").replaceChildren(form);
  $("#modal").showModal();
}

function inner(component) {
  return component.type === LABEL ? component.component : component.components?.[0];
}

function field(component, app) {
  if (component.type === TEXT) return el("p", {}, component.content);
  const part = inner(component);
  const title = component.label ?? part.label;
  const label = el("label", {}, `${title}${part.required ? " *" : ""}`);
  let input;
  if (SELECTS.includes(part.type)) {
    input = el(
      "select",
      {},
      el("option", { value: "" }, "–"),
      ...choices(part, app).map((o) => el("option", { value: o.value, selected: o.default }, o.label)),
    );
  } else {
    input = el(part.style === 2 ? "textarea" : "input", {
      placeholder: part.placeholder,
      maxlength: part.max_length,
    });
    input.value = part.value ?? "";
  }
  input.name = part.custom_id;
  input.required = part.required ?? true;
  label.append(input);
  if (component.description) label.append(el("small", {}, component.description));
  return label;
}

function answered(component, form) {
  const part = inner(component);
  if (!part) return { type: component.type, id: component.id };
  const value = form.elements.namedItem(part.custom_id).value;
  const told = { type: part.type, id: part.id, custom_id: part.custom_id };
  if (part.type === TEXT_INPUT) told.value = value;
  else told.values = value ? [value] : [];
  if (component.type === LABEL) return { type: LABEL, id: component.id, component: told };
  return { type: 1, id: component.id, components: [told] };
}
