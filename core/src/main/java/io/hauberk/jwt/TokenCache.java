package io.hauberk.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hauberk.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were found right, until they expire, at most for five minutes, and never beyond the time of their key in
 * the set. Bounded by about 16 MB. Thread-safe.
 */
final class TokenCache {
    static final Duration MAX_LIFE = Duration.ofMinutes(5);

    private static final long MAX_WEIGHT = 16L * 1024 * 1024;
    private static final int ENTRY_BYTES = 512;
    private static final int BYTES_PER_CHARACTER = 3; // of a token, once its claims are objects

    private final Cache<TokenHash, Entry> entries;
    private final Ticker ticker;
    private final Duration life;

    TokenCache(Ticker ticker) {
        this(ticker, MAX_LIFE);
    }

    /** Tokens are forgotten after this time at the latest; zero remembers none. */
    TokenCache(Ticker ticker, Duration life) {
        this.ticker = ticker;
        this.life = life;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(MAX_WEIGHT)
                .weigher((TokenHash hash, Entry entry) ->
                        ENTRY_BYTES + BYTES_PER_CHARACTER * entry.verified().length())
                .expireAfterWrite(life)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** What was found out about a token, or null. */
    @Nullable Verified get(TokenHash token) {
        Entry entry = entries.getIfPresent(token);
        if (entry == null) {
            return null;
        }
        if (entry.verified().retired() || entry.brief() && ticker.nanos() - entry.until() >= 0) {
            entries.invalidate(token);
            return null;
        }
        return entry.verified();
    }

    /** Remembers a token. */
    void put(TokenHash token, Verified verified, Instant now) {
        double seconds = verified.expires() - now.toEpochMilli() / 1e3;
        if (seconds > 0) {
            boolean brief = seconds < life.toSeconds();
            long nanos = brief ? (long) (seconds * TimeUnit.SECONDS.toNanos(1)) : 0;
            entries.put(token, new Entry(verified, brief, ticker.nanos() + nanos));
        }
    }

    /**
     * A token that was right.
     *
     * @param brief whether it expires before the cache would drop it; most do not, and cost no look at the clock
     * @param until when it expires, where it is brief
     */
    private record Entry(Verified verified, boolean brief, long until) {}
}
