package io.hauberk.okhttp;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Connection;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Lets one attempt at a time open a connection to an endpoint that may speak HTTP/2. That one connection will carry all
 * of them, so whoever comes meanwhile waits for it instead of shaking hands himself: otherwise each start, and each
 * change of certificates, would begin with as many handshakes as there are calls, each the slower for the others, and
 * more calls come in all the while. An endpoint that turned out to speak HTTP/1.1 needs a connection for each call, and
 * nobody waits there. Who opens and fails leaves it to the next. Thread-safe.
 */
final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private volatile @Nullable Connection shared;
    private volatile boolean oneStream;
    private volatile @Nullable Flight opener;

    /** Waits while another opens a connection, but not longer than that. */
    void enter(Flight flight, long patienceNanos) {
        if (passable()) {
            return;
        }
        lock.lock();
        try {
            long left = patienceNanos;
            while (opener != null
                    && !passable()
                    && left > 0
                    && !flight.attempt().cancelled()) {
                left = settled.awaitNanos(left);
            }
            if (opener == null && !passable()) {
                opener = flight;
            }
        } catch (InterruptedException e) {
            // OkHttp looks at it as soon as it begins.
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private boolean passable() {
        Connection known = shared;
        return oneStream || known != null && !known.socket().isClosed();
    }

    /** An attempt has got a connection, a new one or not. */
    void connected(Connection connection) {
        if (shared == connection || oneStream) {
            return;
        }
        if (connection.protocol() == Protocol.HTTP_2) {
            shared = connection;
        } else {
            oneStream = true;
        }
        settle();
    }

    /** An attempt is over. */
    void left(Flight flight) {
        if (opener == flight) {
            settle();
        }
    }

    /** Whoever was broken off need not wait any longer. */
    void wake() {
        lock.lock();
        try {
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void settle() {
        lock.lock();
        try {
            opener = null;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
