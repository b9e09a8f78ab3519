package io.hauberk.okhttp;

import io.hauberk.ClientAbortedException;
import io.hauberk.RejectedException;
import io.hauberk.service.Failure;
import io.hauberk.service.TransportException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What an exception of an attempt says about how far the attempt got. */
final class Failures {
    private Failures() {}

    /** The exception to be thrown: a transport's, but for a refusal, which is thrown as it is. */
    static IOException of(IOException e, Flight flight, boolean multiplexed, boolean cancelled) {
        RejectedException rejected = rejection(e);
        if (rejected != null) {
            return rejected;
        }
        if (flight.ended()) {
            IOException timeUp = flight.timeUp();
            timeUp.addSuppressed(e);
            return new TransportException(flight.hasConnected() ? Failure.TIMEOUT : Failure.CONNECT, timeUp);
        }
        return new TransportException(failure(e, flight, multiplexed, cancelled), e);
    }

    private static Failure failure(IOException e, Flight flight, boolean multiplexed, boolean cancelled) {
        if (cancelled || interrupted() || flight.hasFailedByUs() || ClientAbortedException.causedBy(e)) {
            return Failure.CANCELLED;
        }
        if (!flight.hasConnected()) {
            return Failure.CONNECT;
        }
        // OkHttp's own classes for these are not exported, so it is their names and words that count.
        if (is(e, "ConnectionShutdownException")) {
            return Failure.RESET_BEFORE_REQUEST;
        }
        if (is(e, "StreamResetException") && String.valueOf(e.getMessage()).endsWith("REFUSED_STREAM")) {
            return Failure.REFUSED_STREAM;
        }
        // A connection with many streams notices by itself that it is dead; one with one stream only when it is used.
        return flight.fresh() || multiplexed ? Failure.RESET : Failure.STALE;
    }

    /** Whether our own thread was told to stop, and so whatever it did failed. OkHttp leaves it marked. */
    static boolean interrupted() {
        return Thread.currentThread().isInterrupted();
    }

    private static boolean is(IOException e, String simpleName) {
        return e.getClass().getSimpleName().equals(simpleName);
    }

    private static @Nullable RejectedException rejection(Throwable e) {
        Throwable cause = e;
        for (int depth = 0; cause != null && depth < 8; depth++, cause = cause.getCause()) {
            if (cause instanceof RejectedException rejected) {
                return rejected;
            }
        }
        return null;
    }
}
