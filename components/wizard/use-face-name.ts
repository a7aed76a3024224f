import type { Face } from '@/lib/domain/face';
import { callingOf, type Person } from '@/lib/domain/person';
import { faceWords } from '@/lib/i18n/face';
import { useWords } from '@/lib/i18n/use-words';

/** What to call each face: by its person's name once somebody gave it one, and never a guess. */
export function useFaceName(faces: readonly Face[], people: readonly Person[]): (faceId: string) => string {
  const words = useWords(faceWords);
  return (faceId) => {
    const { name, index } = callingOf(faces, people, faceId);
    return name ?? words.name(index);
  };
}
