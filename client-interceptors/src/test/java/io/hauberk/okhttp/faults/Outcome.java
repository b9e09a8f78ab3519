package io.hauberk.okhttp.faults;

import io.hauberk.DeadlineExceededException;
import io.hauberk.service.Failure;
import io.hauberk.service.TransportException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a caller saw: a status, 0 where there was none; the text; and what failed, before the head or while reading. */
record Outcome(int status, String text, @Nullable IOException failure) {
    static Outcome failed(IOException failure) {
        return new Outcome(0, "", failure);
    }

    /** Whether a gateway would make a 504 of it. */
    boolean late() {
        return failure instanceof DeadlineExceededException
                || failure instanceof TransportException transport && transport.failure() == Failure.TIMEOUT;
    }
}
