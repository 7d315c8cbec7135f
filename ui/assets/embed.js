// One script tag on any page puts a frame with quotes in its place:
//   <script src="https://news.example/ui/embed.js" data-question="Who …?" async></script>
// data-k, data-language, data-height and data-title say more. Nothing in the frame can run.
for (const script of document.querySelectorAll("script[data-question]:not([data-shown])")) {
  if (new URL(script.src).pathname.endsWith("/ui/embed.js")) {
    script.dataset.shown = "";
    const { question, k, language, height, title } = script.dataset;
    const address = new URL("../embed", script.src);
    for (const [name, value] of Object.entries({ q: question, k, language }))
      if (value) address.searchParams.set(name, value);
    const frame = document.createElement("iframe");
    frame.src = address.href;
    frame.title = title ?? question;
    frame.loading = "lazy";
    frame.referrerPolicy = "no-referrer";
    frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
    Object.assign(frame.style, { width: "100%", height: `${height ?? 420}px`, border: "0" });
    script.after(frame);
  }
}
