package io.hauberk.filestore;

import io.hauberk.Allowance;
import org.jspecify.annotations.Nullable;

/**
 * How much of an allowance is used up: numbers, and what they mean by algorithm. Times are nanoseconds since 1970. Guarded by
 * the lock of {@link Cells}.
 *
 * <ul>
 *   <li>GCRA: the theoretical arrival time
 *   <li>SLIDING: the number of the newest slice, and a count for it and for each one before it
 *   <li>FIXED: when the window opened, and a count
 *   <li>WINDOW: a count
 * </ul>
 */
final class Cell {
    final Allowance.Algorithm algorithm;
    /** When it was last touched, and when nothing of it counts any more. */
    long last;

    long over;
    final long[] numbers;

    Cell(Allowance.Algorithm algorithm, long last, long over, long[] numbers) {
        this.algorithm = algorithm;
        this.last = last;
        this.over = over;
        this.numbers = numbers;
    }

    static Cell fresh(Allowance allowance) {
        int length = switch (allowance.algorithm()) {
            case GCRA, WINDOW -> 1;
            case FIXED -> 2;
            case SLIDING -> 2 + allowance.slices();
        };
        return new Cell(allowance.algorithm(), 0, 0, new long[length]);
    }

    /** Whether it can count that allowance. */
    boolean fits(Allowance allowance) {
        return algorithm == allowance.algorithm() && numbers.length == fresh(allowance).numbers.length;
    }

    Cell copy() {
        return new Cell(algorithm, last, over, numbers.clone());
    }

    /** The numbers of a line: algorithm, times, and the rest. */
    String text() {
        StringBuilder text = new StringBuilder(64)
                .append(algorithm)
                .append(' ')
                .append(last)
                .append(' ')
                .append(over);
        for (long number : numbers) {
            text.append(' ').append(number);
        }
        return text.toString();
    }

    /** The cell in the words of a line, beginning at an index; null where they are none. */
    static @Nullable Cell of(String[] words, int from) {
        if (words.length < from + 4 || words.length > from + 130) {
            return null;
        }
        try {
            long[] numbers = new long[words.length - from - 3];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Long.parseLong(words[from + 3 + i]);
            }
            return new Cell(
                    Allowance.Algorithm.valueOf(words[from]),
                    Long.parseLong(words[from + 1]),
                    Long.parseLong(words[from + 2]),
                    numbers);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
