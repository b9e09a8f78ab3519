package io.hauberk.service;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.hauberk.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link CircuitBreaker} at work: the one place that knows Resilience4j. Thread-safe; never blocks. */
final class Circuit {
    private static final Logger log = LoggerFactory.getLogger(Service.class);
    private static final int WINDOW = 100;

    private final io.github.resilience4j.circuitbreaker.CircuitBreaker breaker;
    private final CircuitBreaker rules;
    private final Ticker ticker;
    private final Throwable failed = new Failed();
    private volatile long openUntil;

    Circuit(String service, CircuitBreaker rules, ServiceMeters meters, Ticker ticker) {
        this.rules = rules;
        this.ticker = ticker;
        this.breaker = io.github.resilience4j.circuitbreaker.CircuitBreaker.of(service, config(rules, ticker));
        breaker.getEventPublisher().onStateTransition(event -> {
            State now = event.getStateTransition().getToState();
            openUntil = ticker.nanos() + rules.open().toNanos();
            meters.circuit(name(now));
            log.warn("Service {}: the circuit is {} now.", service, name(now));
        });
    }

    private static CircuitBreakerConfig config(CircuitBreaker rules, Ticker ticker) {
        return CircuitBreakerConfig.custom()
                .slidingWindow(
                        Math.max(WINDOW, rules.minimumCalls()),
                        rules.minimumCalls(),
                        CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .failureRateThreshold((float) rules.failureRate())
                .slowCallRateThreshold((float) rules.slowCallRate())
                .slowCallDurationThreshold(rules.slowCall())
                .permittedNumberOfCallsInHalfOpenState(rules.halfOpenCalls())
                .waitDurationInOpenState(rules.open())
                .currentTimestampFunction(clock -> ticker.nanos(), TimeUnit.NANOSECONDS)
                .clock(new TickerClock(ticker))
                .writableStackTraceEnabled(false)
                .build();
    }

    private static String name(State state) {
        return switch (state) {
            case OPEN, FORCED_OPEN -> "open";
            case HALF_OPEN -> "half-open";
            case CLOSED, DISABLED, METRICS_ONLY -> "closed";
        };
    }

    boolean shadowed() {
        return rules.shadowed();
    }

    /** Whether a call may go; then its end has to be told. */
    boolean admits() {
        return breaker.tryAcquirePermission();
    }

    void succeeded(long nanos) {
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }

    void failed(long nanos) {
        breaker.onError(nanos, TimeUnit.NANOSECONDS, failed);
    }

    /** It said nothing about the service. */
    void ignored() {
        breaker.releasePermission();
    }

    /** When calls may go again. */
    Duration retryAfter() {
        return Duration.ofNanos(Math.max(0, openUntil - ticker.nanos()));
    }

    /** 0 closed, 0.5 half open, 1 open. */
    double state() {
        return switch (name(breaker.getState())) {
            case "open" -> 1;
            case "half-open" -> 0.5;
            default -> 0;
        };
    }

    /** That a call failed; how is known already. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failed() {
            super("failed", null, false, false);
        }
    }

    /** Our ticker as the clock that Resilience4j wants; where it begins means nothing. */
    private static final class TickerClock extends Clock {
        private final Ticker ticker;

        TickerClock(Ticker ticker) {
            this.ticker = ticker;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(ticker.nanos());
        }
    }
}
