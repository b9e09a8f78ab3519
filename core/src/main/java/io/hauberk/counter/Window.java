package io.hauberk.counter;

/**
 * How a window counts: arithmetic over a few numbers of an array, beginning at an index. The first one is the time until
 * which any of it counts; a row whose time is over is the same as one of zeros. Time is nanoseconds above zero.
 */
abstract class Window {
    /** How many numbers a row has. */
    abstract int length();

    /** How much is used up. */
    abstract long used(long[] row, int at, long now);

    /** Uses up some more; a window that is not open opens, and lasts so long. */
    abstract void add(long[] row, int at, long now, long permits, long lasts);

    /** Takes back what was used up at {@code stamp}, as far as it still counts, and never so that more comes back early. */
    abstract void giveBack(long[] row, int at, long now, long permits, long stamp, long lasts);

    /** How long until no more than {@code most} are used up, which are less than now. */
    abstract long nanosUntil(long most, long[] row, int at, long now);

    /** Makes a row that one caller used one for all who come later. */
    abstract void share(long[] row, int at, long now, long lasts);

    /** Has a row count at least as strictly as another one, too. */
    abstract void merge(long[] row, int at, long[] other, int otherAt, long now);

    static boolean open(long[] row, int at, long now) {
        return row[at] > now;
    }
}
