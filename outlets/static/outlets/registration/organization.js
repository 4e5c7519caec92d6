// The credit code: what it is taken for, whose it is, and which outlets they run already.

export function watchOrganization({ form, config, texts, ask }) {
  const { uscc, organization_name: name, id } = form.elements;
  const facts = form.querySelector("[data-organization-facts]");
  const row = form.querySelector("#row-uscc");
  let filled = "";

  const line = (words, css = "") => {
    const p = document.createElement("p");
    p.className = css;
    p.textContent = words;
    return p;
  };
  const listed = (outlets) => {
    const p = line(`${texts.others} `);
    outlets.forEach((outlet, place) => {
      const link = document.createElement("a");
      link.href = outlet.url;
      link.target = "_blank";
      link.textContent = `${outlet.village} · ${outlet.name}`;
      p.append(place ? "、" : "", link);
    });
    return p;
  };
  const tell = async () => {
    const code = uscc.value.trim();
    facts.replaceChildren();
    if (!code) return;
    const answer = await ask(config.organization, { code });
    if (!answer || uscc.value.trim() !== code) return;
    if (answer.problem) return facts.append(line(answer.problem, "error"));
    // What the server had found wrong is mended.
    row.classList.remove("is-invalid");
    for (const error of row.querySelectorAll(".error")) error.remove();
    uscc.removeAttribute("aria-invalid");
    uscc.value = answer.code;
    facts.append(...answer.notes.map((words) => line(words)));
    const found = answer.organization;
    if (!found) return;
    if (!name.value || name.value === filled) name.value = found.name;
    filled = found.name;
    const others = found.outlets.filter((outlet) => outlet.id !== id.value);
    facts.append(line(found.name, "organization-name"), others.length ? listed(others) : line(texts.no_others));
  };
  uscc.addEventListener("change", tell);
  if (uscc.value && !row.classList.contains("is-invalid")) tell();
}
