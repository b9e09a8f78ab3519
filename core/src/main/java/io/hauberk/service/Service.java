package io.hauberk.service;

import io.hauberk.Filter;
import io.hauberk.Settings;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.identity.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one service that we call: where it is, and how it is called. Immutable, thread-safe; it does
 * nothing by itself. {@link Services} makes calls of it.
 *
 * <p>What contradicts itself is refused, in sentences, when the service is put to use: {@link #faults()}.
 */
public final class Service {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    static final Duration LONGEST_MEMORY = Duration.ofDays(1);

    private final String name;
    private final Settled settled;

    private Service(String name, Settled settled) {
        this.name = name;
        this.settled = settled;
    }

    /**
     * A service without endpoints, and with the defaults.
     *
     * @param name a lower-case DNS label, such as {@code orders}: what calls name, and what certificates must name
     */
    public static Service named(String name) {
        requireName(name);
        return new Service(name, new Settled());
    }

    /** Whether a text can be the name of a service. */
    public static boolean isName(String text) {
        return LABEL.matcher(text).matches();
    }

    private static void requireName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("\"" + name
                    + "\" cannot name a service: a name has 1 to 63 lower-case letters, digits and inner hyphens.");
        }
    }

    /** This service under another name. */
    public Service as(String name) {
        requireName(name);
        return new Service(name, settled);
    }

    /** At these URLs, such as {@code https://10.0.0.7:8443}. */
    public Service endpoints(String... urls) {
        return discover(Discovery.of(urls));
    }

    /** At these endpoints. */
    public Service endpoints(List<Endpoint> endpoints) {
        return discover(Discovery.of(endpoints));
    }

    /** Wherever the discovery finds it. */
    public Service discover(Discovery discovery) {
        return with(s -> s.discovery = discovery);
    }

    /** How an endpoint is chosen. Default: {@link Balancer#leastRequest()}. */
    public Service balance(Balancer balancer) {
        return with(s -> s.balancer = balancer);
    }

    /** Only endpoints with certain labels are called; null for all, the default. */
    public Service subset(@Nullable Subset subset) {
        return with(s -> s.subset = subset);
    }

    /** Only some of many endpoints are called from here; null for all, the default. */
    public Service subsetting(@Nullable Subsetting subsetting) {
        return with(s -> s.subsetting = subsetting);
    }

    /** Calls stay in the zone they come from, as far as that can be; null where zones do not count, the default. */
    public Service zone(@Nullable ZoneAware zone) {
        return with(s -> s.zone = zone);
    }

    /** Endpoints that are new or come back get their share little by little; null for at once, the default. */
    public Service slowStart(@Nullable SlowStart start) {
        return with(s -> s.slowStart = start);
    }

    /** How long all attempts together may take to the head of the response. Default: 15 s. */
    public Service timeout(Duration timeout) {
        return with(s -> s.timeout = require("timeout", timeout));
    }

    /** How long one attempt may take to the head of the response. Default: as long as the whole call. */
    public Service attemptTimeout(Duration timeout) {
        return with(s -> s.attemptTimeout = require("attemptTimeout", timeout));
    }

    /** How long connecting may take, TLS included. Default: 1 s. */
    public Service connectTimeout(Duration timeout) {
        return with(s -> s.connectTimeout = require("connectTimeout", timeout));
    }

    /** How long a body may be silent, in either direction. Default: 60 s. */
    public Service idleTimeout(Duration timeout) {
        return with(s -> s.idleTimeout = require("idleTimeout", timeout));
    }

    /**
     * An endpoint that the discovery does not find any more, and finds again within this time, is as it was: its counters,
     * its ejection or rest, its latency and its connections stay, and it does not begin slowly. Default: 60 s, which is a
     * look that missed it, and the next one, of those who look every 30 s. Zero: it is a new one at once. A day at most. Where instances
     * begin anew at the same address within this time, and are to begin slowly, less is better. Of those that have gone
     * the last 10,000 are kept; one that was {@linkplain Endpoint#leaving() leaving}, or comes with another {@linkplain
     * Endpoint#hashed name}, is a new one in any case.
     */
    public Service rememberGone(Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST_MEMORY) > 0) {
            throw new IllegalArgumentException(
                    "Endpoints that have gone are remembered for a time from zero to a day, not " + time + ".");
        }
        return with(s -> s.rememberGone = time);
    }

    /** When it is tried again. Default: {@link Retry#undelivered()}. */
    public Service retry(Retry retry) {
        return with(s -> s.retry = retry);
    }

    /** When a call that is slow is sent to another endpoint as well. Default: {@link Hedge#never()}. */
    public Service hedge(Hedge hedge) {
        return with(s -> s.hedge = hedge);
    }

    /**
     * A call is refused at once (504) where less time is left than this percentage of the answers needed lately: half of
     * them at 50. Default: 0, which never does, since what is unlikely may still come in time. Percentages are measured
     * over the last 10 to 20 seconds, once there are 20 answers.
     */
    public Service earlyRefusal(double percent) {
        Percent.require("The early refusal", percent);
        return with(s -> s.earlyRefusal = percent);
    }

    /** When its calls are refused for a while; null for never, the default. */
    public Service circuitBreaker(@Nullable CircuitBreaker breaker) {
        return with(s -> s.circuitBreaker = breaker);
    }

    /** How many calls there may be at a time, of the service and of each endpoint; null for any number, the default. */
    public Service limits(@Nullable Limits limits) {
        return with(s -> s.limits = limits != null && limits.some() ? limits : null);
    }

    /** Refuses here what it would refuse there; null for not at all, the default. */
    public Service adaptiveThrottling(@Nullable AdaptiveThrottling throttling) {
        return with(s -> s.adaptiveThrottling = throttling);
    }

    /** What answers in its place; null for nothing, the default. */
    public Service fallback(@Nullable Fallback fallback) {
        return with(s -> s.fallback = fallback);
    }

    /** Which endpoints are left out for a while. Default: after 5 failures in a row. */
    public Service outlierDetection(OutlierDetection detection) {
        return with(s -> s.outlierDetection = detection);
    }

    /** How its endpoints are asked whether they are well; null for not at all. Default: not at all. */
    public Service healthCheck(@Nullable HealthCheck check) {
        return with(s -> s.healthCheck = check);
    }

    /** What is done before the first call, where {@link Services#warmUp} is asked for; null for the default. */
    public Service warmUp(@Nullable WarmUp warmUp) {
        return with(s -> s.warmUp = warmUp);
    }

    /** How it is spoken to. Default: off for {@code http://}, {@link Tls#server()} for {@code https://}. */
    public Service tls(Tls tls) {
        return with(s -> s.tls = tls);
    }

    /**
     * Where less than this share of the endpoints is healthy, in percent, all of them are used: a bad answer is better
     * than none. Default: 50; 0 never does.
     */
    public Service panicThreshold(double percent) {
        Percent.require("The panic threshold", percent);
        return with(s -> s.panicThreshold = percent);
    }

    /** Calls pass these filters as well, in this order, once a call, outside of retries; see also {@link AttemptFilter}. */
    public Service use(Filter... filters) {
        List<Filter> all = new ArrayList<>(filters());
        all.addAll(Arrays.asList(filters));
        return with(s -> s.filters = List.copyOf(all));
    }

    private Service with(Consumer<Settled> change) {
        Settled changed = new Settled(settled);
        change.accept(changed);
        return new Service(name, changed);
    }

    private static Duration require(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(
                    "The " + what + " of a service is a time above zero, not " + duration + ".");
        }
        return duration;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Where it is found; null where nothing was said. */
    public @Nullable Discovery discovery() {
        return settled.discovery;
    }

    /** How an endpoint is chosen. */
    public Balancer balancer() {
        return settled.balancer;
    }

    /** Which labels endpoints must have; null for any. */
    public @Nullable Subset subset() {
        return settled.subset;
    }

    /** Which part of many endpoints is called from here; null for all. */
    public @Nullable Subsetting subsetting() {
        return settled.subsetting;
    }

    /** Which zone calls come from; null where zones do not count. */
    public @Nullable ZoneAware zone() {
        return settled.zone;
    }

    /** How endpoints that are new begin; null for at once. */
    public @Nullable SlowStart slowStart() {
        return settled.slowStart;
    }

    /** How long all attempts together may take. */
    public Duration timeout() {
        return settled.timeout;
    }

    /** How long one attempt may take; null where only the whole call is limited. */
    public @Nullable Duration attemptTimeout() {
        return settled.attemptTimeout;
    }

    /** How long connecting may take. */
    public Duration connectTimeout() {
        return settled.connectTimeout;
    }

    /** How long a body may be silent. */
    public Duration idleTimeout() {
        return settled.idleTimeout;
    }

    /** How long the state of an endpoint that is not found any more is kept. */
    public Duration rememberGone() {
        return settled.rememberGone;
    }

    /** When it is tried again. */
    public Retry retry() {
        return settled.retry;
    }

    /** When a call that is slow is sent to another endpoint as well. */
    public Hedge hedge() {
        return settled.hedge;
    }

    /** Less time left than this percentage of the answers needed lately is too little to begin; 0 where that is not asked. */
    public double earlyRefusal() {
        return settled.earlyRefusal;
    }

    /** When its calls are refused for a while; null for never. */
    public @Nullable CircuitBreaker circuitBreaker() {
        return settled.circuitBreaker;
    }

    /** How many calls there may be at a time; null for any number. */
    public @Nullable Limits limits() {
        return settled.limits;
    }

    /** How it refuses here what would be refused there; null for not at all. */
    public @Nullable AdaptiveThrottling adaptiveThrottling() {
        return settled.adaptiveThrottling;
    }

    /** What answers in its place; null for nothing. */
    public @Nullable Fallback fallback() {
        return settled.fallback;
    }

    /** Whether it has to be known how long attempts take. */
    boolean measures() {
        return settled.earlyRefusal > 0 || settled.hedge.percentile() > 0;
    }

    /** Which endpoints are left out for a while. */
    public OutlierDetection outlierDetection() {
        return settled.outlierDetection;
    }

    /** How its endpoints are asked whether they are well; null where they are not. */
    public @Nullable HealthCheck healthCheck() {
        return settled.healthCheck;
    }

    /** What is done before the first call; null where nothing was said. */
    public @Nullable WarmUp warmUp() {
        return settled.warmUp;
    }

    /** How it is spoken to: what was asked for, else what its endpoints' scheme implies. */
    public Tls tls() {
        Tls tls = settled.tls;
        Discovery discovery = settled.discovery;
        if (tls != null) {
            return tls;
        }
        return discovery != null && "https".equals(discovery.scheme()) ? Tls.server() : Tls.off();
    }

    /** Whether {@link #tls(Tls)} was asked for, rather than implied. */
    public boolean tlsGiven() {
        return settled.tls != null;
    }

    /** Below which share of healthy endpoints, in percent, all are used. */
    public double panicThreshold() {
        return settled.panicThreshold;
    }

    /** The filters that its calls pass. */
    public List<Filter> filters() {
        return settled.filters;
    }

    /** What endpoints speak that are found without a scheme. */
    public String scheme() {
        Discovery discovery = settled.discovery;
        String own = discovery == null ? null : discovery.scheme();
        return own != null ? own : tls().on() ? "https" : "http";
    }

    /** What keeps it from being used, in sentences; empty where nothing does. */
    public List<String> faults() {
        return Contradictions.faults(this);
    }

    /** What is allowed and probably not meant, in sentences. */
    public List<String> warnings() {
        return Contradictions.warnings(this);
    }

    /**
     * Reads an entry of {@code services:}. What contradicts itself is for {@link #faults()} to say.
     *
     * @param defaults what is not said is as in this one: {@code serviceDefaults:}
     * @param filters reads the list of filters under {@code filters}; asked only where there is one
     */
    public static Service from(
            String name, Settings settings, Service defaults, Function<Settings, List<Filter>> filters) {
        return new ServiceReader(settings).read(name, defaults, filters);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Service that && name.equals(that.name) && settled.equals(that.settled);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name + " at " + (settled.discovery == null ? "no endpoint" : settled.discovery);
    }
}
