package io.hauberk.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what somebody probably meant. */
final class Suggestion {
    /** Nobody mistypes one of thousands by hand. */
    private static final int MAX_CANDIDATES = 1_000;

    private Suggestion() {}

    /** {@code  Did you mean "x"?} with a space before it, or nothing. */
    static String sentence(String word, Collection<String> known) {
        String closest = closest(word, known);
        return closest == null ? "" : " Did you mean \"" + closest + "\"?";
    }

    /** The closest of the known words, or null where none is close. */
    static @Nullable String closest(String word, Collection<String> known) {
        String wanted = plain(word);
        int limit = Math.max(1, Math.min(3, wanted.length() / 3));
        String best = null;
        int least = limit + 1;
        int left = MAX_CANDIDATES;
        for (String candidate : known) {
            if (left-- == 0) {
                return best;
            }
            int distance = distance(wanted, plain(candidate), least);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static String plain(String word) {
        String cut = word.length() > 60 ? word.substring(0, 60) : word;
        return cut.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** Insertions, deletions, substitutions and swaps of neighbours; gives up at the limit. */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int least = row(a, b, i, row, last, before);
            if (least >= limit) {
                return limit;
            }
            int[] free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }

    /** Fills a row of distances from those above it, and returns the least. */
    private static int row(String a, String b, int i, int[] row, int[] last, int[] before) {
        row[0] = i;
        int least = i;
        for (int j = 1; j <= b.length(); j++) {
            int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
            int cell = Math.min(last[j - 1] + same, Math.min(last[j], row[j - 1]) + 1);
            boolean swapped =
                    i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
            row[j] = swapped ? Math.min(cell, before[j - 2] + 1) : cell;
            least = Math.min(least, row[j]);
        }
        return least;
    }
}
