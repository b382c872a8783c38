"use strict";
(() => {
  const said = document.body.dataset;
  const fill = (text, ...parts) => text.replace(/\{(\d)\}/g, (_, n) => parts[n]);
  const make = (tag, about, ...inside) => {
    const element = Object.assign(document.createElement(tag), about);
    element.append(...inside);
    return element;
  };
  const button = (text, act) => {
    const made = make("button", { type: "button" }, text);
    made.addEventListener("click", act);
    return made;
  };
  const save = (name, type, data) => {
    const link = make("a", { href: URL.createObjectURL(new Blob([data], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const named = (text, ending) => text.trim().replace(/[^\p{L}\p{N}]+/gu, "_").slice(0, 60) + ending;

  // Tables: sorted by any column, filtered, saved as CSV.
  const text = (row, n) => row.cells[n].innerText.trim();
  const number = (value) => (/^<?[+\-−]?[\d,.]+(e[+-]?\d+)?%?$/.test(value) ? parseFloat(value.replace(/[<,]/g, "").replace("−", "-")) : NaN);
  const compared = (a, b) => {
    if (a === "–" || b === "–") return (a === "–") - (b === "–");
    const [x, y] = [number(a), number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, document.documentElement.lang) : x - y;
  };
  const sortable = (table, rows) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, n) => {
      const press = button("", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" }[head.ariaSort || "none"];
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.ariaSort = next;
        const turn = { none: 0, ascending: 1, descending: -1 }[next];
        table.tBodies[0].append(...[...rows].sort((a, b) => turn * compared(text(a, n), text(b, n))));
      });
      press.append(...head.childNodes);
      head.append(press);
    });
  };
  const filtered = (table, rows) => {
    const count = make("output", {});
    const search = make("input", { type: "search", size: 14 });
    const chosen = [...table.tHead.rows[0].cells].map((head, n) => {
      const values = [...new Set(rows.map((row) => text(row, n)))];
      if (values.length < 2 || values.length > 6 || values.length * 2 > rows.length || !values.every((v) => Number.isNaN(number(v)))) return null;
      const select = make("select", {}, make("option", { value: "" }, said.all), ...values.map((v) => make("option", { value: v }, v)));
      return { n, select, label: make("label", {}, head.innerText.trim() + " ", select) };
    }).filter(Boolean).slice(0, 3);
    const apply = () => {
      const wanted = search.value.trim().toLowerCase();
      rows.forEach((row) => {
        row.hidden = !row.innerText.toLowerCase().includes(wanted) && wanted !== "" || chosen.some((one) => one.select.value && text(row, one.n) !== one.select.value);
      });
      count.value = fill(said.rows, rows.filter((row) => !row.hidden).length, rows.length);
    };
    [search, ...chosen.map((one) => one.select)].forEach((field) => field.addEventListener("input", apply));
    apply();
    return [make("label", {}, said.search + " ", search), ...chosen.map((one) => one.label), count];
  };
  // What a spreadsheet would take for a formula is kept from being one.
  const cell = (value) => '"' + (/^['\s]*[=+\-@＝＋－＠]/.test(value) && Number.isNaN(number(value)) ? "'" : "") + value.replace(/"/g, '""') + '"';
  document.querySelectorAll(".table > table").forEach((table) => {
    const rows = table.tBodies[0] ? [...table.tBodies[0].rows] : [];
    if (!table.tHead || rows.length < 2 || table.matches(".kwic")) return;
    const name = table.caption ? table.caption.innerText : document.title;
    const tools = make("div", { className: "tools" });
    tools.append(...(rows.length > 7 ? filtered(table, rows) : []));
    tools.append(button(said.csv, () => {
      const shown = [table.tHead.rows[0], ...[...table.tBodies[0].rows].filter((row) => !row.hidden)];
      const lines = shown.map((row) => [...row.cells].map((one) => cell(one.innerText.trim())).join(","));
      save(named(name, ".csv"), "text/csv", "\ufeff" + lines.join("\r\n") + "\r\n");
    }));
    sortable(table, rows);
    table.parentElement.before(tools);
  });

  // Figures: saved as SVG with the font that they need, or as PNG.
  const face = /@font-face\s*\{[^}]*\}/.exec(document.querySelector("style").textContent)[0];
  const whole = (svg) => {
    const copy = svg.cloneNode(true);
    const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
    style.textContent = face.replace("duizhao zh", "Noto Sans CJK SC") + " text { white-space: pre; }";
    copy.prepend(style);
    return new XMLSerializer().serializeToString(copy);
  };
  document.querySelectorAll("figure.drawing").forEach((figure) => {
    const svg = figure.querySelector("svg");
    const name = figure.getAttribute("aria-label");
    figure.append(make("div", { className: "tools" },
      button("SVG", () => save(named(name, ".svg"), "image/svg+xml", whole(svg))),
      button("PNG", () => {
        const picture = new Image();
        const { width, height } = svg.viewBox.baseVal;
        picture.onload = () => {
          const canvas = make("canvas", { width: 3 * width, height: 3 * height });
          canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
          canvas.toBlob((data) => save(named(name, ".png"), "image/png", data));
        };
        picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(whole(svg));
      })));
  });

  // Articles: one actor chosen, its mentions stepped through; n and p do so from a mention.
  document.querySelectorAll("fieldset.layers").forEach((layers) => {
    const mentions = [...document.querySelectorAll(".article a[data-actors]")];
    const actors = [...new Set(mentions.flatMap((one) => one.dataset.actors.split("|")))].sort();
    if (!actors.length) return;
    const select = make("select", {}, make("option", { value: "" }, said.none), ...actors.map((one) => make("option", { value: one }, one)));
    const place = make("output", {});
    let own = [], last = null;
    const step = (by) => {
      if (!own.length) return;
      const at = own.indexOf(own.includes(document.activeElement) ? document.activeElement : last);
      const next = own[(Math.max(at, by > 0 ? -1 : 0) + by + own.length) % own.length];
      last = next;
      next.focus();
      next.scrollIntoView({ block: "center" });
      place.value = fill(said.rows, own.indexOf(next) + 1, own.length);
    };
    const choose = () => {
      own = mentions.filter((one) => one.dataset.actors.split("|").includes(select.value));
      mentions.forEach((one) => one.classList.toggle("chosen", own.includes(one)));
      place.value = own.length ? fill(said.rows, 0, own.length) : "";
    };
    select.addEventListener("change", choose);
    document.querySelector(".article").addEventListener("keydown", (event) => {
      const mention = event.target.closest("a[data-actors]");
      if (!mention || event.ctrlKey || event.metaKey || event.altKey || !"np".includes(event.key)) return;
      if (!own.includes(mention)) {
        select.value = mention.dataset.actors.split("|")[0];
        choose();
      }
      step(event.key === "n" ? 1 : -1);
    });
    layers.append(make("span", { className: "tools" }, make("label", {}, said.step + " ", select),
      button("←", () => step(-1)), button("→", () => step(1)), place, make("small", {}, said.keys)));
    layers.querySelectorAll(".tools button").forEach((one, n) => (one.ariaLabel = [said.previous, said.following][n]));
  });
})();
