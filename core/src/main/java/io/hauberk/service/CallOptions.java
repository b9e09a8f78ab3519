package io.hauberk.service;

import io.hauberk.Key;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How one call differs from what is said for its service. Given by a tag of an OkHttp request, {@code
 * request.tag(CallOptions.class, options)}, or for handlers by {@link #KEY} in the exchange of the request. Immutable,
 * thread-safe; make one and keep it.
 *
 * <p>Times may only be shortened: longer ones change nothing. Retries and hedges may be more or fewer than the service's,
 * but their safety rules stay, and so does the service's budget: that of a {@link Retry} given here is not used.
 */
public final class CallOptions {
    /** The options of a request, in its exchange. They hold for this exchange alone, not for its children. */
    public static final Key<CallOptions> KEY = Key.named("call options");

    private static final CallOptions NONE = new CallOptions();

    private @Nullable Retry retry;
    private @Nullable Hedge hedge;
    private @Nullable Duration timeout;
    private @Nullable Duration attemptTimeout;
    private @Nullable Criticality criticality;

    private CallOptions() {}

    /** Nothing that differs; to begin with. */
    public static CallOptions none() {
        return NONE;
    }

    /**
     * What the annotations of this method, or of the interface that declares it, say: {@link
     * io.hauberk.annotation.Retried}, {@link io.hauberk.annotation.Hedged}, {@link io.hauberk.annotation.TimeLimited}. For
     * adapters, which keep it: reading it is slow.
     *
     * @return null if there is none of them
     * @throws IllegalArgumentException if a value is none, naming the method and the value
     */
    public static @Nullable CallOptions annotated(Method method) {
        return CallAnnotations.options(method);
    }

    /** Tried again like this, within the service's budget. */
    public CallOptions retry(Retry retry) {
        return with(o -> o.retry = retry);
    }

    /** Not tried again. */
    public CallOptions noRetry() {
        return retry(Retry.never());
    }

    /** Hedged like this, within the service's budget. */
    public CallOptions hedge(Hedge hedge) {
        return with(o -> o.hedge = hedge);
    }

    /** Not hedged. */
    public CallOptions noHedge() {
        return hedge(Hedge.never());
    }

    /** All attempts together may take this long to the head of the answer, if that is shorter than the service's time. */
    public CallOptions timeout(Duration timeout) {
        requireTime("timeout", timeout);
        return with(o -> o.timeout = timeout);
    }

    /** Each attempt may take this long to the head of the answer, if that is shorter than the service's time. */
    public CallOptions attemptTimeout(Duration timeout) {
        requireTime("attemptTimeout", timeout);
        return with(o -> o.attemptTimeout = timeout);
    }

    /** How bad it is if the call fails. */
    public CallOptions criticality(Criticality criticality) {
        return with(o -> o.criticality = criticality);
    }

    private static void requireTime(String what, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("The " + what + " of a call is a time above zero, not " + time + ".");
        }
    }

    /** The retries; null for those of the service. */
    public @Nullable Retry retry() {
        return retry;
    }

    /** The hedges; null for those of the service. */
    public @Nullable Hedge hedge() {
        return hedge;
    }

    /** The time of the whole call; null for that of the service. */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /** The time of an attempt; null for that of the service. */
    public @Nullable Duration attemptTimeout() {
        return attemptTimeout;
    }

    /** How bad a failure is; null where nothing was said. */
    public @Nullable Criticality criticality() {
        return criticality;
    }

    private CallOptions with(Consumer<CallOptions> change) {
        CallOptions changed = new CallOptions();
        changed.retry = retry;
        changed.hedge = hedge;
        changed.timeout = timeout;
        changed.attemptTimeout = attemptTimeout;
        changed.criticality = criticality;
        change.accept(changed);
        return changed;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CallOptions that
                && Objects.equals(retry, that.retry)
                && Objects.equals(hedge, that.hedge)
                && Objects.equals(timeout, that.timeout)
                && Objects.equals(attemptTimeout, that.attemptTimeout)
                && criticality == that.criticality;
    }

    @Override
    public int hashCode() {
        return Objects.hash(retry, hedge, timeout, attemptTimeout, criticality);
    }

    @Override
    public String toString() {
        return "retry " + retry + ", hedge " + hedge + ", timeout " + timeout + ", attemptTimeout " + attemptTimeout
                + ", criticality " + criticality;
    }
}
