package io.hauberk.jwt;

import io.hauberk.Deadline;
import io.hauberk.Ticker;
import io.hauberk.json.Plain;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the keys of one issuer and holds what was read last. While they cannot be read, the old ones serve, for {@link
 * #TOLERANCE} beyond their life. A key that is no longer in the set is {@linkplain SigningKey#retire() retired}. One
 * thread reads at a time; any thread may look.
 */
final class KeyReader {
    static final Duration TOLERANCE = Duration.ofHours(4);

    private static final Logger log = LoggerFactory.getLogger(KeyReader.class);
    private static final long FIRST_RETRY_SECONDS = 1;
    private static final long LAST_RETRY_SECONDS = 60;

    private final String issuer;
    private final KeySource source;
    private final Set<String> algorithms;
    private final Ticker ticker;
    private final KeyMeters meters;

    private volatile KeySet keys = KeySet.EMPTY;
    private volatile long readAt;
    private volatile int failures;

    // Touched only by the thread that reads.
    private @Nullable String text;
    private long usableUntil;

    KeyReader(String issuer, KeySource source, Set<String> algorithms, Ticker ticker, KeyMeters meters) {
        this.issuer = issuer;
        this.source = source;
        this.algorithms = algorithms;
        this.ticker = ticker;
        this.meters = meters;
    }

    /** What was read last; no keys before, and when they are too old. */
    KeySet keys() {
        return keys;
    }

    /** Whether the last reading failed. */
    boolean failing() {
        return failures > 0;
    }

    /** Seconds since the keys were read; not a number while there are none. */
    double ageSeconds() {
        return keys.empty() ? Double.NaN : (ticker.nanos() - readAt) / 1e9;
    }

    /** Reads once. Blocks until the deadline at most. Returns how long to wait before reading again. */
    Duration read(Deadline deadline) {
        try {
            KeySource.Loaded loaded = source.load(deadline);
            boolean news = failing() || !loaded.text().equals(text);
            install(loaded.text());
            if (news || !source.polled()) {
                meters.fetched("success");
            }
            readAt = ticker.nanos();
            usableUntil = readAt + loaded.life().plus(TOLERANCE).toNanos();
            recovered();
            return loaded.refresh();
        } catch (InvalidKeySetException e) {
            return failed("invalid", source + " " + e.getMessage() + ".");
        } catch (IOException | RuntimeException e) {
            return failed("failed", String.valueOf(e.getMessage()));
        }
    }

    private void install(String json) throws InvalidKeySetException {
        if (json.equals(text)) {
            return;
        }
        replace(KeySet.read(json, algorithms).keeping(keys));
        text = json;
        log.info("Issuer {}: {} read from {}.", issuer, keys, source);
    }

    private void replace(KeySet after) {
        KeySet before = keys;
        keys = after;
        before.retireAllBut(after);
    }

    private void recovered() {
        if (failing()) {
            log.info("Issuer {}: its keys can be read from {} again.", issuer, source);
        }
        failures = 0;
    }

    private Duration failed(String outcome, String reason) {
        meters.fetched(outcome);
        int earlier = failures;
        failures = earlier + 1;
        boolean over = !keys.empty() && ticker.nanos() - usableUntil >= 0;
        if (over) {
            replace(KeySet.EMPTY);
            text = null;
        }
        if (over || earlier == 0) {
            String then =
                    keys.empty() ? "None of its tokens can be verified until they can." : "The old ones serve for now.";
            log.warn("Issuer {}: its keys cannot be read. {} {}", issuer, Plain.text(reason), then);
        }
        return Duration.ofSeconds(Math.min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS << Math.min(earlier, 10)));
    }
}
