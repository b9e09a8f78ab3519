package io.hauberk.service;

import io.hauberk.annotation.Hedged;
import io.hauberk.annotation.Retried;
import io.hauberk.annotation.TimeLimited;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the options of a call from the annotations of the method that makes it. */
final class CallAnnotations {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h)");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS);

    private final Method method;
    private @Nullable CallOptions options;

    private CallAnnotations(Method method) {
        this.method = method;
    }

    static @Nullable CallOptions options(Method method) {
        CallAnnotations annotations = new CallAnnotations(method);
        annotations.apply(Retried.class, CallAnnotations::retried);
        annotations.apply(Hedged.class, CallAnnotations::hedged);
        annotations.apply(TimeLimited.class, CallAnnotations::timeLimited);
        return annotations.options;
    }

    private <A extends Annotation> void apply(Class<A> type, BiFunction<CallOptions, A, CallOptions> change) {
        A own = method.getAnnotation(type);
        A annotation = own != null ? own : method.getDeclaringClass().getAnnotation(type);
        if (annotation == null) {
            return;
        }
        CallOptions before = options;
        try {
            options = change.apply(before == null ? CallOptions.none() : before, annotation);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "@" + type.getSimpleName() + " of "
                            + method.getDeclaringClass().getSimpleName() + '.' + method.getName() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static CallOptions retried(CallOptions options, Retried retried) {
        Retry retry = Retry.idempotent().retries(retried.value());
        return options.retry(retried.on().length == 0 ? retry : retry.on(conditions(retried.on())));
    }

    private static Condition[] conditions(String[] names) {
        Condition[] conditions = new Condition[names.length];
        for (int i = 0; i < names.length; i++) {
            Condition condition = Condition.named(names[i]);
            if (condition == null) {
                throw new IllegalArgumentException(Condition.unknown(names[i]));
            }
            conditions[i] = condition;
        }
        return conditions;
    }

    private static CallOptions hedged(CallOptions options, Hedged hedged) {
        Hedge hedge =
                hedged.after().isEmpty() ? Hedge.percentile(hedged.percentile()) : Hedge.after(time(hedged.after()));
        return options.hedge(hedge.max(hedged.max()));
    }

    private static CallOptions timeLimited(CallOptions options, TimeLimited limited) {
        CallOptions timed = options.timeout(time(limited.value()));
        return limited.attempt().isEmpty() ? timed : timed.attemptTimeout(time(limited.attempt()));
    }

    private static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        ChronoUnit unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no time. Write a number and a unit: 250ms, 2s, 1m or 1h.");
        }
        return Duration.of(Long.parseLong(matcher.group(1)), unit);
    }
}
