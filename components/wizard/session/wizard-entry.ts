/** What a visit starts with; passed from the landing to the editor once that is loaded. */
export type WizardEntry =
  | { readonly kind: 'files'; readonly files: readonly File[] }
  | { readonly kind: 'link'; readonly text: string }
  | { readonly kind: 'sample'; readonly clipName: string; readonly voiceName: string }
  | { readonly kind: 'draft'; readonly draftId: string };
