/** Takes off all filters of a list. */
import { Button } from './Button.tsx';

export function ClearFilters({ onPress }: { readonly onPress: () => void }) {
  return (
    <Button look="quiet" name="Clear all filters" onPress={onPress}>
      Clear ×
    </Button>
  );
}
