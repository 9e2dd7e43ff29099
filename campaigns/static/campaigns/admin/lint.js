/* Fetches the remarks about a page's draft anew whenever it was saved in the background. */
{
  const start = (panel) => {
    const remarks = panel.querySelector("[data-lint-remarks]");
    document.addEventListener("w-autosave:success", async () => {
      const id = (location.pathname.match(/\/pages\/(\d+)\/edit\//) || [])[1];
      if (!id) return;
      const answer = await fetch(panel.dataset.url.replace("/0/", `/${id}/`), { credentials: "same-origin" }).catch(() => null);
      if (!answer?.ok) return;
      const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
      // What is the same is not read out again.
      if (parts.body.textContent.trim() !== remarks.textContent.trim()) remarks.replaceChildren(...parts.body.children);
    });
  };

  const begin = () => document.querySelectorAll("[data-lint]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
}
