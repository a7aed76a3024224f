/** What a visit begins with: handed from the light first screen to the editor once that has been loaded. */
export type WizardEntry =
  | { readonly kind: 'files'; readonly files: readonly File[] }
  | { readonly kind: 'link'; readonly text: string }
  | { readonly kind: 'sample'; readonly clipName: string; readonly voiceName: string }
  | { readonly kind: 'draft'; readonly draftId: string };
