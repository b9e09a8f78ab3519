package io.hauberk.service;

import io.hauberk.Filter;
import io.hauberk.discovery.Discovery;
import io.hauberk.identity.Tls;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said of a {@link Service}, but for its name. Written to only while a new one is made. */
final class Settled {
    @Nullable Discovery discovery;

    Balancer balancer = Balancer.leastRequest();

    @Nullable Subset subset;

    @Nullable Subsetting subsetting;

    @Nullable ZoneAware zone;

    @Nullable SlowStart slowStart;

    Duration timeout = Duration.ofSeconds(15);

    @Nullable Duration attemptTimeout;

    Duration connectTimeout = Duration.ofSeconds(1);
    Duration idleTimeout = Duration.ofSeconds(60);
    Duration rememberGone = Duration.ofSeconds(60);
    Retry retry = Retry.undelivered();
    OutlierDetection outlierDetection = OutlierDetection.standard();

    @Nullable HealthCheck healthCheck;

    @Nullable WarmUp warmUp;

    Hedge hedge = Hedge.never();
    double earlyRefusal;

    @Nullable CircuitBreaker circuitBreaker;

    @Nullable Limits limits;

    @Nullable AdaptiveThrottling adaptiveThrottling;

    @Nullable Fallback fallback;

    @Nullable Tls tls;

    double panicThreshold = 50;
    List<Filter> filters = List.of();

    Settled() {}

    Settled(Settled other) {
        discovery = other.discovery;
        balancer = other.balancer;
        subset = other.subset;
        subsetting = other.subsetting;
        zone = other.zone;
        slowStart = other.slowStart;
        timeout = other.timeout;
        attemptTimeout = other.attemptTimeout;
        connectTimeout = other.connectTimeout;
        idleTimeout = other.idleTimeout;
        rememberGone = other.rememberGone;
        retry = other.retry;
        hedge = other.hedge;
        earlyRefusal = other.earlyRefusal;
        circuitBreaker = other.circuitBreaker;
        limits = other.limits;
        adaptiveThrottling = other.adaptiveThrottling;
        fallback = other.fallback;
        outlierDetection = other.outlierDetection;
        healthCheck = other.healthCheck;
        warmUp = other.warmUp;
        tls = other.tls;
        panicThreshold = other.panicThreshold;
        filters = other.filters;
    }

    private List<@Nullable Object> parts() {
        return Arrays.asList(
                discovery,
                balancer,
                subset,
                subsetting,
                zone,
                slowStart,
                timeout,
                attemptTimeout,
                connectTimeout,
                idleTimeout,
                rememberGone,
                retry,
                hedge,
                earlyRefusal,
                circuitBreaker,
                limits,
                adaptiveThrottling,
                fallback,
                outlierDetection,
                healthCheck,
                warmUp,
                tls,
                panicThreshold,
                filters);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Settled that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }
}
