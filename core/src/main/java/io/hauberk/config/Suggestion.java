package io.hauberk.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what somebody probably meant. */
final class Suggestion {
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
        for (String candidate : known) {
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
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = i == 0 ? j : j == 0 ? i : cell(a, b, i, j, rows);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int cell(String a, String b, int i, int j, int[][] rows) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(rows[i - 1][j - 1] + same, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }
}
