// What makes the forms quicker. Nothing here is needed: every form does the same without it, in one more step.
"use strict";

// Esc three times within a second locks everything: no other key has to be found in a hurry.
(() => {
  const lock = document.querySelector("form[data-lock]");
  let times = [];
  if (lock) addEventListener("keydown", (event) => {
    const now = Date.now();
    times = event.key === "Escape" ? [...times.filter((time) => now - time < 1000), now] : [];
    if (times.length >= 3) lock.submit();
  });
})();

// The key / leads to the search, unless somebody types.
(() => {
  const seek = document.getElementById("search") ?? document.getElementById("seek");
  if (seek) addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    seek.focus();
    seek.select();
  });
})();

// Beside the text of a report: words that are selected in it become the wording of the citation, with their paragraph.
(() => {
  const text = document.querySelector("[data-text]"), form = document.getElementById("form");
  if (!text || !form) return;
  const put = (name, value) => {
    const field = form.elements[`citations.0.${name}`];
    if (!field || field.value === value) return;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const here = (paragraph) => {
    text.querySelectorAll("[aria-current]").forEach((old) => old.removeAttribute("aria-current"));
    paragraph.setAttribute("aria-current", "true");
    put("paragraph", paragraph.id.slice(1));
    const words = paragraph.querySelector("[data-words]"), taken = form.querySelector("[data-taken]");
    if (!taken) return;
    taken.hidden = !words;
    taken.querySelector("span span").textContent = paragraph.id.slice(1);
    taken.querySelector("p").textContent = words?.textContent ?? "";
  };
  const take = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0).cloneRange();
    const start = range.startContainer;
    const words = (start instanceof Element ? start : start.parentElement)?.closest("[data-words]");
    if (!words || !text.contains(words)) return;
    if (!words.contains(range.endContainer)) range.setEndAfter(words.lastChild);
    const quote = form.elements["citations.0.quote"], selected = range.toString().trim();
    // Words that somebody typed and the text does not have are not lost by selecting others.
    const copied = [...text.querySelectorAll("[data-words]")].some((other) => other.textContent.includes(quote?.value));
    if (!quote || !selected || !copied) return;
    here(words.closest("li"));
    put("quote", selected);
  };
  let timer = 0;
  document.addEventListener("selectionchange", () => { clearTimeout(timer); timer = setTimeout(take, 200); });
  text.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    event.preventDefault();
    here(button.closest("li"));
    document.getElementById("add").scrollIntoView({ block: "nearest" });
    form.elements["citations.0.quote"]?.focus();
  });
  const current = text.querySelector("[aria-current]");
  if (current) text.scrollTop = current.offsetTop - text.offsetTop;
})();

(() => {
  const form = document.querySelector("form[data-keep], form[data-links]");
  if (!form) return;
  const status = form.querySelector("[data-kept]");
  const csrf = form.elements.csrf.value;
  const send = (url, data, more) => fetch(url, { method: "POST", body: data, credentials: "same-origin", ...more });
  const typed = (extra) => {
    const data = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(extra)) data.set(name, value);
    return data;
  };

  // Drafts: a form that changed keeps itself every few seconds, and when its page is left.
  let typedAt = 0, keptAt = 0, keeping = false, leaving = false;
  const changed = () => { typedAt++; };
  form.addEventListener("input", changed);
  // Of two edits, other words are chosen by typing them.
  form.addEventListener("input", (event) => {
    const words = /^(.*)\.words$/.exec(event.target.name ?? "");
    const choice = words && form.querySelector(`input[name="${words[1]}.choice"][value=words]`);
    if (choice) choice.checked = true;
  });
  form.addEventListener("submit", () => { leaving = true; });
  const draft = () => typed({ draft_address: new URL(form.action).pathname });
  const keep = async () => {
    if (!form.dataset.keep || typedAt === keptAt || keeping || leaving) return;
    const now = typedAt;
    let said = status.dataset.lost;
    keeping = true;
    try {
      const answer = await send(form.dataset.keep, draft());
      if (answer.ok && !answer.redirected) said = `${status.dataset.kept} ${new Date().toTimeString().slice(0, 5)}`;
      else if (answer.status === 401) said = status.dataset.out;
    } catch { /* said already */ }
    keeping = false;
    // Only what has arrived is kept: a page that is left meanwhile sends it again.
    if (said !== status.dataset.lost) keptAt = now;
    status.textContent = said;
  };
  setInterval(keep, 4000);
  addEventListener("pagehide", () => { if (form.dataset.keep && typedAt !== keptAt && !leaving) navigator.sendBeacon(form.dataset.keep, draft()); });

  // Nothing moves between the press of a button and its release: a page that shifts under it would swallow the click.
  let pressed = false;
  addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const release of ["pointerup", "pointercancel"]) addEventListener(release, () => { pressed = false; }, true);
  const settled = () => new Promise((go) => {
    const look = () => { if (pressed) setTimeout(look, 20); else setTimeout(go); };
    look();
  });

  // A field shown again by the server: what was understood, which records may be meant, the fields of a new one.
  const again = async (name) => {
    const sent = document.getElementById(name)?.value;
    let page;
    try { page = await (await send(form.action, typed({ look: "1" }))).text(); } catch { return null; }
    await settled();
    if (leaving) return null;
    const fresh = new DOMParser().parseFromString(page, "text/html").getElementById(name)?.closest(".f");
    const old = document.getElementById(name)?.closest(".f");
    if (!fresh || !old) return null;
    const had = old.contains(document.activeElement) ? document.activeElement.id : "";
    // What was typed while the answer was on its way stays.
    const now = document.getElementById(name).value;
    old.replaceWith(fresh);
    const field = document.getElementById(name);
    if (now !== sent) field.value = now;
    // What was chosen may be no choice any more.
    if (field.selectedIndex < 0) field.selectedIndex = 0;
    if (had) document.getElementById(had)?.focus();
    ready(fresh);
    return fresh;
  };

  // Parts that depend on a field are shown again when it changes.
  const follow = (name) => form.querySelectorAll("[data-follows]").forEach((part) => {
    if (part.dataset.follows.split(" ").includes(name)) again(part.dataset.again);
  });
  form.addEventListener("change", (event) => follow(event.target.name));

  // References: records that may be meant, while one types.
  const link = (box) => {
    const input = box.querySelector("input:not([type=hidden], [type=radio])");
    if (!input || input.closest("[data-link]") !== box) return;
    const id = `${input.id}-list`;
    const hidden = (suffix) => form.elements[`${input.name}.${suffix}`];
    let list = null, active = -1, timer = 0, asked = 0;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-autocomplete", "list");
    const options = () => (list ? [...list.querySelectorAll("[role=option]")] : []);
    const close = () => {
      list?.remove();
      list = null; active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      input.removeAttribute("aria-controls");
    };
    const mark = (index) => {
      const all = options();
      if (!all.length) return;
      active = (index + all.length) % all.length;
      all.forEach((option, at) => option.setAttribute("aria-selected", at === active ? "true" : "false"));
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    };
    const choose = (option) => {
      if (!option) return;
      const set = (suffix, value) => {
        const field = hidden(suffix);
        if (field instanceof HTMLInputElement && field.type === "hidden") { field.value = value; return; }
        box.querySelectorAll(`input[name="${input.name}.${suffix}"]`).forEach((old) => old.closest("fieldset")?.remove());
        const made = document.createElement("input");
        Object.assign(made, { type: "hidden", name: `${input.name}.${suffix}`, value });
        box.append(made);
      };
      input.value = option.dataset.name;
      set("pick", option.dataset.pick);
      set("for", option.dataset.name);
      changed();
      close();
      follow(input.name);
      again(input.id).then((fresh) => {
        if (option.dataset.pick === "new") fresh?.querySelector("fieldset.new :is(select, input:not([type=hidden]))")?.focus();
      });
    };
    const ask = async () => {
      const number = ++asked, q = input.value.trim();
      if (q.length < 2) { close(); return; }
      let page;
      try {
        const answer = await send("/suggestions", new URLSearchParams({ csrf, kind: box.dataset.link, q }));
        if (!answer.ok || answer.redirected) return;
        page = await answer.text();
      } catch { return; }
      if (number !== asked || document.activeElement !== input) return;
      close();
      list = new DOMParser().parseFromString(page, "text/html").querySelector("[role=listbox]");
      if (!list) return;
      // Where only a record that is there will do.
      if ("known" in box.dataset) list.querySelectorAll("[data-pick=new], [data-pick^=geonames]").forEach((option) => option.remove());
      list.id = id;
      options().forEach((option, at) => { option.id = `${id}-${at}`; });
      list.addEventListener("mousedown", (event) => { event.preventDefault(); choose(event.target.closest("[role=option]")); });
      input.after(list);
      // Over what follows rather than before it: the page does not jump with every letter.
      list.style.insetBlockStart = `${input.offsetTop + input.offsetHeight}px`;
      input.setAttribute("aria-expanded", "true");
      input.setAttribute("aria-controls", id);
      list.scrollIntoView({ block: "nearest" });
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
    input.addEventListener("blur", () => { clearTimeout(timer); asked++; settled().then(() => { if (document.activeElement !== input) close(); }); });
    input.addEventListener("change", () => { if (input.value.trim() && hidden("for")?.value !== input.value) again(input.id); });
    input.addEventListener("keydown", (event) => {
      if (!list) return;
      const number = event.altKey && /^Digit[1-9]$/.test(event.code) ? Number(event.code.slice(5)) - 1 : -1;
      if (number >= 0) choose(options()[number]);
      else if (event.key === "ArrowDown") mark(active + 1);
      else if (event.key === "ArrowUp") mark(active - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active >= 0) choose(options()[active]);
      else return;
      event.preventDefault();
    });
  };

  const ready = (part) => {
    const boxes = [...part.querySelectorAll("[data-link]")];
    if (part.matches("[data-link]")) boxes.push(part);
    boxes.forEach(link);
    part.querySelectorAll("input[data-look], textarea[data-look]").forEach((field) => {
      field.addEventListener("change", () => again(field.id));
    });
  };
  ready(form);

  // From one part of a form to the next: the first field under its heading.
  const jump = (from, step) => {
    const precedes = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    const parts = [...form.querySelectorAll("h2")];
    const part = parts[parts.filter((heading) => precedes(heading, from)).length - 1 + step];
    const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
    if (part) fields.find((field) => precedes(part, field) && field.checkVisibility())?.focus();
  };

  form.addEventListener("keydown", (event) => {
    const button = event.shiftKey ? ".bar [name=next]" : ".bar .go";
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(form.querySelector(button));
    else if (event.altKey && event.key === "PageDown") jump(event.target, 1);
    else if (event.altKey && event.key === "PageUp") jump(event.target, -1);
    else return;
    event.preventDefault();
  });
})();
