package io.hauberk.servlet;

import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Head;
import io.hauberk.Response;
import org.jspecify.annotations.Nullable;

/**
 * When an exchange ends, and how: when the filters have returned and async processing, if any began, is over. Where the client
 * broke off, whatever else went wrong followed from that. Thread-safe.
 */
final class Completion {
    private final Exchange exchange;
    private volatile @Nullable Throwable clientFailure;

    // Guarded by this.
    private @Nullable Head async;
    private boolean returned;
    private @Nullable Response response;
    private @Nullable End trouble;
    private @Nullable End ended;

    Completion(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Reading from the client, or writing to it, has failed. */
    void clientBroke(Throwable failure) {
        clientFailure = failure;
    }

    boolean clientIsGone() {
        return clientFailure != null;
    }

    /** Whether it is what {@link #clientBroke} was told last. */
    boolean isClients(Throwable failure) {
        return failure == clientFailure;
    }

    /** Async processing begins, with the head that the answer has by then. */
    synchronized void asyncBegan(Head soFar) {
        async = soFar;
    }

    /** The head that the answer had when async processing began; null where none did. */
    synchronized @Nullable Head asyncHead() {
        return async;
    }

    boolean isAsync() {
        return asyncHead() != null;
    }

    /** The filters have returned, with a response or by throwing: whoever comes second ends the exchange. */
    void returned(@Nullable Response response, End end) {
        End now;
        synchronized (this) {
            returned = true;
            this.response = response;
            now = async != null ? ended : end;
        }
        if (now != null) {
            end(response, now);
        }
    }

    /** Something went wrong in async processing or in a later dispatch. The first word counts. */
    synchronized void trouble(End end) {
        if (trouble == null) {
            trouble = end;
        }
    }

    /**
     * Async processing is over. Does nothing the second time.
     *
     * @param before what is looked at before, the first time
     */
    void asyncEnded(Runnable before) {
        Response last;
        End end;
        synchronized (this) {
            if (ended != null) {
                return;
            }
            before.run();
            end = trouble == null ? End.COMPLETED : trouble;
            ended = end;
            if (!returned) {
                return;
            }
            last = response;
        }
        end(last, end);
    }

    private void end(@Nullable Response response, End end) {
        End how = clientFailure == null ? end : End.CANCELLED;
        if (response != null) {
            response.end(how);
        }
        exchange.end(how);
    }
}
