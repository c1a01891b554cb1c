import { html, trusted } from "../../../../src/observer/report/html.ts";

const text = (markup: { readonly text: string }): string => markup.text;

describe("html", () => {
  it("makes text of what chains wrote, in elements and attributes", () => {
    const hostile = `"><script>alert('1')</script>&`;
    expect(text(html`<p title="${hostile}">${hostile}</p>`)).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</p>',
    );
  });

  it("keeps markup, joins lists, and writes nothing for what is not there", () => {
    const items = ["<a>", 1n, 2].map((item) => html`<li>${item}</li>`);
    expect(text(html`<ul>${items}</ul>${undefined}${false}${trusted("<hr>")}`)).toBe(
      "<ul><li>&lt;a&gt;</li><li>1</li><li>2</li></ul><hr>",
    );
  });

  it("shows control characters and changes of direction as replacements", () => {
    expect(text(html`${"a\u0000b\u001b[31m\u202ec\u2066\ud800"}`)).toBe("a\ufffdb\ufffd[31m\ufffdc\ufffd\ufffd");
    expect(text(html`${"line\n\ttab ü 链 🙂"}`)).toBe("line\n\ttab ü 链 🙂");
  });
});
