package io.hauberk.jwt;

import io.hauberk.Decision;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Ticker;
import io.hauberk.fetch.Fetch;
import io.hauberk.timer.Background;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters of an {@link Issuer}. */
record Parameters(
        String name,
        String url,
        @Nullable String keysUrl,
        @Nullable Path keysFile,
        Set<String> algorithms,
        Set<String> types,
        ClaimRules rules,
        int maxToken,
        Surroundings surroundings) {

    static Parameters of(String url) {
        return new Parameters(
                url,
                url,
                null,
                null,
                Algorithms.ALL,
                Set.of(Issuer.JWT, "at+jwt"),
                new ClaimRules(Set.of(), 60, Set.of()),
                8 * 1024,
                Surroundings.real());
    }

    Parameters withName(String name) {
        return new Parameters(name, url, keysUrl, keysFile, algorithms, types, rules, maxToken, surroundings);
    }

    Parameters withKeys(@Nullable String keysUrl, @Nullable Path keysFile) {
        return new Parameters(name, url, keysUrl, keysFile, algorithms, types, rules, maxToken, surroundings);
    }

    Parameters withAlgorithms(Set<String> algorithms) {
        return new Parameters(name, url, keysUrl, keysFile, algorithms, types, rules, maxToken, surroundings);
    }

    Parameters withTypes(Set<String> types) {
        Set<String> lower = types.stream()
                .map(type -> type.toLowerCase(Locale.ROOT).replaceFirst("^application/", ""))
                .collect(Collectors.toUnmodifiableSet());
        return new Parameters(name, url, keysUrl, keysFile, algorithms, lower, rules, maxToken, surroundings);
    }

    Parameters withRules(ClaimRules rules) {
        return new Parameters(name, url, keysUrl, keysFile, algorithms, types, rules, maxToken, surroundings);
    }

    Parameters withMaxToken(int maxToken) {
        return new Parameters(name, url, keysUrl, keysFile, algorithms, types, rules, maxToken, surroundings);
    }

    Parameters withSurroundings(Surroundings surroundings) {
        return new Parameters(name, url, keysUrl, keysFile, algorithms, types, rules, maxToken, surroundings);
    }

    Verifier verifier() {
        return new Verifier(url, types, algorithms, rules, Decision.of(Jwt.NAME, Outcome.ALLOWED, name));
    }

    /** Keys and tokens for these parameters, empty as yet. */
    LiveKeys keys() {
        Ticker ticker = surroundings.ticker();
        KeySource source = keysFile != null
                ? new FileKeys(keysFile)
                : new WebKeys(url, keysUrl, surroundings.fetch(), ticker, surroundings.random());
        KeyMeters meters = new KeyMeters(surroundings.meters(), name);
        KeyReader reader = new KeyReader(name, source, algorithms, ticker, meters);
        return new LiveKeys(reader, ticker, surroundings.background(), meters, surroundings.patience());
    }

    /** Clocks, threads, network and meters: what tests replace. */
    record Surroundings(
            Handler fetch,
            InstantSource time,
            Ticker ticker,
            Background background,
            DoubleSupplier random,
            Duration patience,
            @Nullable MeterRegistry meters) {

        static Surroundings real() {
            return new Surroundings(
                    Fetch.direct(),
                    InstantSource.system(),
                    Ticker.system(),
                    Background.shared(),
                    () -> ThreadLocalRandom.current().nextDouble(),
                    LiveKeys.WAIT,
                    null);
        }

        Surroundings withFetch(Handler fetch) {
            return new Surroundings(fetch, time, ticker, background, random, patience, meters);
        }

        Surroundings withClock(InstantSource time, Ticker ticker) {
            return new Surroundings(fetch, time, ticker, background, random, patience, meters);
        }

        Surroundings withBackground(Background background, DoubleSupplier random) {
            return new Surroundings(fetch, time, ticker, background, random, patience, meters);
        }

        Surroundings withPatience(Duration patience) {
            return new Surroundings(fetch, time, ticker, background, random, patience, meters);
        }

        Surroundings withMeters(MeterRegistry meters) {
            return new Surroundings(fetch, time, ticker, background, random, patience, meters);
        }
    }
}
