package io.hauberk.jwt;

import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Ticker;
import io.hauberk.fetch.Document;
import io.hauberk.fetch.Fetch;
import io.hauberk.oauth.ServerMetadata;
import java.io.IOException;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys at a URL; without one, at the URL that the issuer's metadata name (OpenID Connect Discovery 1.0, RFC 8414). They hold as long as the
 * {@code Cache-Control} field says, but at least 5 minutes and at most 24 hours; 15 minutes without one. They are
 * fetched again a minute earlier, or up to a tenth of their life earlier still, so that many instances do not all ask
 * at the same time.
 */
final class WebKeys implements KeySource {
    static final int MAX_BYTES = 256 * 1024;

    private static final Duration AHEAD = Duration.ofMinutes(1);
    private static final Duration REDISCOVERED = Duration.ofHours(1);

    private final String issuer;
    private final @Nullable String url;
    private final Handler fetch;
    private final Ticker ticker;
    private final DoubleSupplier random;
    private @Nullable String discovered;
    private long discoveredAt;

    /**
     * @param url where the keys are; null to ask the issuer
     * @param random from 0 to 1
     */
    WebKeys(String issuer, @Nullable String url, Handler fetch, Ticker ticker, DoubleSupplier random) {
        this.issuer = issuer;
        this.url = url;
        this.fetch = fetch;
        this.ticker = ticker;
        this.random = random;
    }

    @Override
    public Loaded load(Deadline deadline) throws IOException {
        String from = url != null ? url : discover(deadline);
        try {
            Document answer = get(from, deadline);
            Duration life = Freshness.of(
                    answer.headers().first("Cache-Control"), answer.headers().first("Age"));
            return new Loaded(answer.text(), life, refresh(life));
        } catch (IOException e) {
            discoveredAt = ticker.nanos() - REDISCOVERED.toNanos(); // they may have moved
            throw e;
        }
    }

    private Duration refresh(Duration life) {
        long spread = (long) (life.toNanos() * random.getAsDouble() / 10);
        return life.minus(AHEAD).minusNanos(spread);
    }

    /**
     * Where the issuer's metadata say that its keys are. They are read again every hour; while they cannot be, what they
     * said last holds, until the keys are not to be had there either.
     */
    private String discover(Deadline deadline) throws IOException {
        String known = discovered;
        long now = ticker.nanos();
        if (known != null && now - discoveredAt < REDISCOVERED.toNanos()) {
            return known;
        }
        try {
            String keys = ServerMetadata.read(issuer, fetch, ticker, deadline).require("jwks_uri");
            discovered = keys;
            discoveredAt = now;
            return keys;
        } catch (IOException e) {
            if (known == null) {
                throw e;
            }
            return known;
        }
    }

    private Document get(String from, Deadline deadline) throws IOException {
        Exchange exchange = Exchange.begin(ticker);
        exchange.shrink(deadline);
        Request request;
        try {
            request = Fetch.get(from, exchange).with("Accept", "application/json, application/jwk-set+json");
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        Document answer = Document.of(fetch, request, MAX_BYTES);
        if (answer.status() != 200) {
            throw new IOException(from + " answered " + answer.status() + ".");
        }
        return answer;
    }

    @Override
    public boolean polled() {
        return false;
    }

    @Override
    public String toString() {
        return url != null ? url : "the metadata of " + issuer;
    }
}
