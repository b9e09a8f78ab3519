package io.hauberk.route;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that matches one path element as a whole, in time linear in the element: no input can make it
 * backtrack, since it does not. Immutable.
 *
 * <p>It is a position automaton (Glushkov 1961): each character class of the expression is a position, and the state is
 * the set of positions that the text so far may have ended at, as bits. The number of positions is bounded.
 */
final class ElementPattern {
    private static final ElementPattern SOMETHING = of(".+");

    private final String text;
    private final CharClass[] classes;
    /** Row p: the positions that may follow position p; the last row: those that may come first. */
    private final long[][] follow;

    private final long[] last;
    private final boolean empty;

    private ElementPattern(String text, ElementPatternReader.Automaton automaton) {
        this.text = text;
        this.classes = automaton.classes.toArray(new CharClass[0]);
        int words = (classes.length + 63) / 64;
        this.follow = new long[classes.length + 1][];
        for (int i = 0; i < classes.length; i++) {
            follow[i] = words(automaton.follow.get(i), words);
        }
        follow[classes.length] = words(automaton.whole.first(), words);
        this.last = words(automaton.whole.last(), words);
        this.empty = automaton.whole.empty();
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException if it is none, or uses what cannot be matched in linear time
     */
    static ElementPattern of(String text) {
        return new ElementPattern(text, new ElementPatternReader(text).read());
    }

    private static long[] words(BitSet set, int words) {
        return Arrays.copyOf(set.toLongArray(), words);
    }

    /** Whether the text fits as a whole. */
    boolean matches(String text) {
        if (text.isEmpty()) {
            return empty;
        }
        long[] state = follow[classes.length].clone();
        long[] next = new long[state.length];
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean alive = i == text.length() ? step(state, c, null) : step(state, c, next);
            if (!alive) {
                return false;
            }
            if (i < text.length()) {
                long[] swap = state;
                state = next;
                next = swap;
            }
        }
        for (int word = 0; word < state.length; word++) {
            if ((state[word] & last[word]) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Keeps of the state what accepts the character, and collects what may follow that, if anyone asks. */
    private boolean step(long[] state, int c, long @Nullable [] next) {
        if (next != null) {
            Arrays.fill(next, 0);
        }
        boolean alive = false;
        for (int word = 0; word < state.length; word++) {
            for (long rest = state[word]; rest != 0; rest &= rest - 1) {
                int position = word * 64 + Long.numberOfTrailingZeros(rest);
                if (!classes[position].contains(c)) {
                    state[word] &= ~(1L << position);
                } else {
                    alive = true;
                    if (next != null) {
                        or(next, follow[position]);
                    }
                }
            }
        }
        return alive;
    }

    private static void or(long[] into, long[] from) {
        for (int i = 0; i < into.length; i++) {
            into[i] |= from[i];
        }
    }

    /** A short text that fits, not empty; null if there is none. */
    @Nullable String example() {
        return common(SOMETHING);
    }

    /** A short text that fits both, not empty; null if there is none, or none that is found with a bounded effort. */
    @Nullable String common(ElementPattern other) {
        Queue<Pair> queue = new ArrayDeque<>();
        Set<Long> seen = new HashSet<>();
        enqueue(other, classes.length, other.classes.length, "", queue, seen);
        for (int effort = 0; effort < 10_000 && !queue.isEmpty(); effort++) {
            Pair pair = queue.remove();
            if (has(last, pair.one) && has(other.last, pair.two)) {
                return pair.text;
            }
            enqueue(other, pair.one, pair.two, pair.text, queue, seen);
        }
        return null;
    }

    private void enqueue(ElementPattern other, int one, int two, String text, Queue<Pair> queue, Set<Long> seen) {
        for (int p = 0; p < classes.length; p++) {
            for (int q = 0; has(follow[one], p) && q < other.classes.length; q++) {
                int c = has(other.follow[two], q) ? classes[p].common(other.classes[q]) : -1;
                if (c >= 0 && seen.add((long) p << 32 | q)) {
                    queue.add(new Pair(p, q, text + Character.toString(c)));
                }
            }
        }
    }

    private static boolean has(long[] set, int position) {
        return (set[position >> 6] >>> position & 1) != 0;
    }

    /** Positions in two automata, and a text that leads to both. */
    private record Pair(int one, int two, String text) {}

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ElementPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
