/* Keys for those who like them, and sizes of queues that keep up; without this file everything works as well. */
(() => {
  "use strict";
  const go = { c: "/", d: "/due", s: "/search", h: "/held", o: "/outbox", m: "/figures", r: "/rules" };
  const rows = () => [...document.querySelectorAll(".tickets .subject > a, .found .subject > a, .timeline > .entry")];
  let at = -1, pending = false;

  const move = (by) => {
    const all = rows();
    if (!all.length) return;
    at = Math.min(Math.max(at + by, 0), all.length - 1);
    const row = all[at];
    if (!row.matches("a")) row.tabIndex = -1;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  };

  /* What opens is brought to where it is seen: the list of keys lies below everything else. */
  const press = (selector) => {
    const summary = document.querySelector(selector);
    if (!summary) return;
    summary.click();
    summary.focus();
    if (summary.parentElement.open) summary.parentElement.scrollIntoView({ block: "nearest" });
  };

  document.querySelector("#keys")?.removeAttribute("hidden");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (pending) {
      pending = false;
      if (go[event.key]) location.assign(go[event.key]);
      return;
    }
    switch (event.key) {
      case "j": return move(1);
      case "k": return move(-1);
      case "g": pending = true; return;
      case "r": document.querySelector(".actions a")?.focus(); return;
      case "w": return press(".asked-rules > summary");
      case "?": return press("#keys > summary");
      case "/":
        event.preventDefault();
        if (document.querySelector("#q")) document.querySelector("#q").focus();
        else location.assign("/search");
    }
  });

  /* Sizes are asked for again while somebody looks: what has not changed is answered with 304 and no more. */
  const sizes = [...document.querySelectorAll("[data-count]")];
  let tag = "";
  const refresh = async () => {
    if (document.visibilityState !== "visible") return;
    const answer = await fetch("/counts", { headers: tag ? { "If-None-Match": tag } : {} }).catch(() => null);
    if (!answer || answer.status === 304) return;
    if (!answer.ok) return clearInterval(again); /* signed out */
    tag = answer.headers.get("ETag") || "";
    const told = await answer.json();
    for (const size of sizes) if (size.dataset.count in told) size.textContent = told[size.dataset.count];
  };
  const again = sizes.length ? setInterval(refresh, 30000) : 0;
  if (sizes.length) document.addEventListener("visibilitychange", refresh);
})();
