import type { Face } from '@/lib/domain/face';
import { getPersonLabel, type Person } from '@/lib/domain/people/person';
import { faceMessages } from '@/lib/i18n/face';
import { useMessages } from '@/lib/i18n/use-messages';

/** @returns the display name of each face: the name that the editor gave its person, else a neutral one. */
export function useFaceName(faces: readonly Face[], people: readonly Person[]): (faceId: string) => string {
  const messages = useMessages(faceMessages);
  return (faceId) => {
    const { name, index } = getPersonLabel(faces, people, faceId);
    return name ?? messages.name(index);
  };
}
