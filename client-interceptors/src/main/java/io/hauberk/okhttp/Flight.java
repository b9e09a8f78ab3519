package io.hauberk.okhttp;

import io.hauberk.Deadline;
import io.hauberk.DeadlineExceededException;
import io.hauberk.service.Attempt;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One attempt from connecting to its last byte: what phase it is in, until when that may last, and whether it was ended
 * before its time. As a factory it makes the socket of the attempt, where a new connection is needed; it is no part of
 * OkHttp's pool key, so that is its only effect.
 *
 * <p>Belongs to the thread of the attempt, which alone calls its methods; only {@link #look} is the {@link Watchdog}'s.
 */
final class Flight extends SocketFactory {
    private static final Duration CENTURY = Duration.ofDays(36_500);
    private static final int UNDER_WAY = 0;
    private static final int ENDED = 1;
    private static final int LANDED = 2;
    private static final AtomicIntegerFieldUpdater<Flight> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Flight.class, "state");
    private static final AtomicLongFieldUpdater<Flight> DUE = AtomicLongFieldUpdater.newUpdater(Flight.class, "due");

    private final Attempt attempt;
    private final Watchdog watchdog;
    private final Deadline hardDeadline;
    private final long began;
    private long headDue;
    private long uploadBegan;
    private boolean byUs;

    private volatile boolean connected;
    private volatile boolean fresh;
    private volatile int state;
    private volatile long due;
    /** Until when the phase may last, wherever the deadline is: that may stand still for a while. Published by due. */
    private long limit;

    private volatile @Nullable Aborter aborter;
    private String waitingFor = "a connection";
    private volatile @Nullable EndpointSocket socket;

    /** The watchdog's. */
    volatile Watchdog.@Nullable Segment segment;

    int slot;

    /**
     * An attempt that begins now.
     *
     * @param hardDeadline the deadline of those for whom it is made: nothing extends that
     */
    Flight(Attempt attempt, Deadline hardDeadline, Watchdog watchdog) {
        this.attempt = attempt;
        this.watchdog = watchdog;
        this.hardDeadline = hardDeadline;
        this.began = System.nanoTime();
        this.headDue = dueAt(began, attempt.deadline());
        until(Math.min(began + nanos(attempt.connectTimeout()), headDue));
    }

    /** A phase that the deadline does not end. */
    private void until(long end) {
        limit = end;
        due = end;
    }

    /** A phase that the deadline ends, if that comes first. */
    private void untilDeadlineOr(long end) {
        limit = end;
        due = Math.min(end, dueAt(System.nanoTime(), hardDeadline));
    }

    /** At most a century: more overflows, and less than that nobody notices. */
    private static long nanos(Duration duration) {
        return duration.compareTo(CENTURY) < 0 ? duration.toNanos() : CENTURY.toNanos();
    }

    private static long dueAt(long now, Deadline deadline) {
        return now + Math.min(deadline.remainingNanos(), Long.MAX_VALUE / 4);
    }

    /** Has it watched. The aborter breaks off whatever the attempt's thread waits for, and does not block. */
    void takeOff(Aborter aborter) {
        this.aborter = aborter;
        watchdog.watch(this);
    }

    Attempt attempt() {
        return attempt;
    }

    /** How long there still is for a connection to come about. */
    long nanosToConnect() {
        return due - System.nanoTime();
    }

    long idleNanos() {
        return nanos(attempt.idleTimeout());
    }

    /**
     * A connection is there, and nothing was sent yet. Either this or the end of the time for connecting comes first, and
     * not both: what was not sent must not look as if it had been.
     *
     * @return false if the watchdog was first
     */
    boolean connected() {
        if (connected) {
            return true;
        }
        if (!DUE.compareAndSet(this, limit, headDue)) {
            return false;
        }
        connected = true;
        waitingFor = "the head of the answer";
        limit = headDue;
        return true;
    }

    /** What is thrown where {@link #connected} came too late. */
    static IOException connectedTooLate() {
        return new SocketException("The connection came about when the time for it was over.");
    }

    boolean hasConnected() {
        return connected;
    }

    /** Whether the connection was made for this attempt; else it came from the pool. */
    boolean fresh() {
        return fresh;
    }

    /** The body of the request begins to go out. */
    void uploading() {
        uploadBegan = System.nanoTime();
        waitingFor = "the request's body to be taken";
        waitingForUs();
    }

    /** The endpoint takes its time to accept bytes. */
    void waitingForEndpoint() {
        untilDeadlineOr(System.nanoTime() + idleNanos());
    }

    /** We, or the one on whose behalf we call, take our time; that is not the endpoint's affair. */
    void waitingForUs() {
        untilDeadlineOr(Long.MAX_VALUE);
    }

    /** The body could not be read, which is not the endpoint's affair. */
    void failedByUs() {
        byUs = true;
    }

    boolean hasFailedByUs() {
        return byUs;
    }

    /** The body is out: the time for the head begins to run again where it had stopped. */
    void uploaded() {
        headDue += System.nanoTime() - uploadBegan;
        waitingFor = "the head of the answer";
        untilDeadlineOr(headDue);
    }

    /** The head is there; from now on the time is that of the next byte. */
    void headArrived() {
        waitingFor = "the next byte of the answer";
        rest();
    }

    /** The endpoint takes its time to send bytes. */
    void reading() {
        until(System.nanoTime() + idleNanos());
        watchdog.attend();
    }

    /** Nobody waits for the endpoint. */
    void rest() {
        until(Long.MAX_VALUE);
    }

    /**
     * It is over.
     *
     * @return false if the watchdog has ended it before
     */
    boolean land() {
        watchdog.release(this);
        return STATE.compareAndSet(this, UNDER_WAY, LANDED) || state == LANDED;
    }

    /** Whether the watchdog has ended it. */
    boolean ended() {
        return state == ENDED;
    }

    /** Why it was ended. */
    IOException timeUp() {
        long millis = (System.nanoTime() - began) / 1_000_000;
        return new DeadlineExceededException("Service " + attempt.service() + " at " + attempt.endpoint()
                + " kept us waiting for " + waitingFor + "; after " + millis + " ms the time was up.");
    }

    /** For the watchdog: ends it if its time is up. Whether anybody waits for the endpoint. */
    boolean look(long now) {
        long until = due;
        if (until == Long.MAX_VALUE) {
            return false;
        }
        // Changing it says that the phase is over; whoever was first has begun the next one.
        if (until - now <= 0
                && !later(until, now)
                && DUE.compareAndSet(this, until, until - 1)
                && STATE.compareAndSet(this, UNDER_WAY, ENDED)) {
            abort();
        }
        return true;
    }

    /** Whether the deadline has moved since it was looked at: it stands still while content is on its way to us. */
    private boolean later(long until, long now) {
        long again = Math.min(limit, dueAt(now, hardDeadline));
        return again - now > 0 && (DUE.compareAndSet(this, until, again) || due - now > 0);
    }

    /** Breaks off what its thread waits for. */
    void abort() {
        Aborter now = aborter;
        if (now != null) {
            now.abort(this);
        }
    }

    /** The socket that was made for this attempt, or null where it came from the pool. */
    @Nullable EndpointSocket socket() {
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        fresh = true;
        EndpointSocket made = new EndpointSocket(attempt.endpoint().port());
        socket = made;
        return made;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("Sockets of an attempt are made first and connected later.");
    }

    @Override
    public Socket createSocket(String host, int port, java.net.InetAddress local, int localPort) {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(java.net.InetAddress host, int port) {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(java.net.InetAddress host, int port, java.net.InetAddress local, int localPort) {
        return createSocket(host, port);
    }

    /** Breaks off an attempt. Must not block. */
    @FunctionalInterface
    interface Aborter {
        void abort(Flight flight);
    }
}
