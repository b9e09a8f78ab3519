package io.hauberk.login;

import io.hauberk.json.Plain;
import io.hauberk.timer.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes refresh tokens of sessions that have ended back at the issuer, in the background: people are logged out here, whatever
 * comes of it. No more than so many at once, since who has a session may end it again and again. Thread-safe; never blocks.
 */
final class Revocation {
    private static final Logger log = LoggerFactory.getLogger(Revocation.class);
    private static final int MAX_UNDER_WAY = 32;

    private final String issuer;
    private final Ending ending;
    private final Background background;
    private final Semaphore places = new Semaphore(MAX_UNDER_WAY);

    /** How it is done. */
    @FunctionalInterface
    interface Ending {
        /** Asks the issuer. Blocks for a few seconds at most. */
        void revoke(String refreshToken) throws IOException;
    }

    Revocation(String issuer, Ending ending, Background background) {
        this.issuer = issuer;
        this.ending = ending;
        this.background = background;
    }

    /** Begins, if there is a place. */
    void begin(String refreshToken) {
        if (!places.tryAcquire()) {
            log.debug("A session at {} has ended while too many others did: its refresh token is not revoked.", issuer);
            return;
        }
        boolean begun = false;
        try {
            Runnable unused = background.after(Duration.ZERO, () -> {
                try {
                    ending.revoke(refreshToken);
                } catch (IOException | RuntimeException e) {
                    log.warn(
                            "The refresh token of a session at {} could not be revoked. {}",
                            issuer,
                            Plain.text(e.getMessage()));
                } finally {
                    places.release();
                }
            });
            begun = true;
        } finally {
            if (!begun) {
                places.release();
            }
        }
    }
}
