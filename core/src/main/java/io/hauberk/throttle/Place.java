package io.hauberk.throttle;

import io.hauberk.End;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A place in a {@link Line}. Whoever has it leaves it once: when its turn has come, or before. As the listener of an
 * exchange it leaves when that has ended, so that nobody waits for the turn of one who has gone.
 */
final class Place implements Consumer<End> {
    // Set once by the line, before anybody else sees this; the rest guarded by the lock of the line.
    private @Nullable Line line;
    private @Nullable Condition moved;
    private boolean left;

    void standIn(Line line, ReentrantLock lock) {
        this.line = line;
        this.moved = lock.newCondition();
    }

    /** Under the lock of the line. */
    boolean left() {
        return left;
    }

    /** Under the lock of the line: whether it was taken until now. */
    boolean leave() {
        boolean was = !left;
        left = true;
        signal();
        return was;
    }

    /** Under the lock of the line. */
    void signal() {
        if (moved != null) {
            moved.signal();
        }
    }

    /** What is signalled when it may have become the first, or has been left. */
    Condition moved() {
        return Objects.requireNonNull(moved, "This place is in no line.");
    }

    @Override
    public void accept(End end) {
        if (line != null) {
            line.leave(this);
        }
    }
}
