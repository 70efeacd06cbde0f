/** The colour of a variant, before its name; what has a name needs no other. */
export function Swatch({ colour }: { readonly colour: string }) {
  return <i className="swatch" style={{ background: `var(${colour})` }} />;
}
