package io.hauberk.operation;

import io.hauberk.Filter;
import io.hauberk.annotation.Authenticated;
import io.hauberk.annotation.Authorized;
import io.hauberk.annotation.RateLimited;
import io.hauberk.authorize.Authorize;
import io.hauberk.authorize.Rule;
import io.hauberk.key.By;
import io.hauberk.ratelimit.RateLimit;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The filters that the annotations of a handler stand for: who it is, how much, who may. */
public final class Annotations {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h)");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS);

    private final String name;
    private final Class<?> type;
    private final @Nullable Method method;
    private final List<Filter> filters = new ArrayList<>();

    private Annotations(Class<?> type, @Nullable Method method) {
        this.type = type;
        this.method = method;
        this.name = type.getSimpleName() + (method == null ? "" : '.' + method.getName());
    }

    /**
     * The filters of a method of a class; what the method does not say, its class says, and what neither says, the types
     * that they override or implement.
     *
     * @throws IllegalArgumentException if a value is wrong; the message names the method and the value
     */
    public static List<Filter> filters(Class<?> type, @Nullable Method method) {
        Annotations annotations = new Annotations(type, method);
        annotations.add(Authenticated.class, found -> annotations.authenticated());
        annotations.add(RateLimited.class, annotations::limited);
        annotations.add(Authorized.class, annotations::authorized);
        return List.copyOf(annotations.filters);
    }

    /** Whether the method, or one that it overrides, says something that its class does not say for all. */
    public static boolean speaks(Class<?> type, Method method) {
        return Inherited.onMethod(Authenticated.class, type, method) != null
                || Inherited.onMethod(RateLimited.class, type, method) != null
                || Inherited.onMethod(Authorized.class, type, method) != null;
    }

    private <A extends Annotation> void add(Class<A> annotation, Function<A, Filter> filter) {
        A found = Inherited.find(annotation, type, method);
        if (found == null) {
            return;
        }
        try {
            filters.add(filter.apply(found));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "@" + annotation.getSimpleName() + " of " + name + ": " + e.getMessage(), e);
        }
    }

    private Filter authenticated() {
        return Authorize.allow(
                Rule.any().principals("*").named("authenticated"),
                Rule.any().consumers("*").named("authenticated"));
    }

    private Filter authorized(Authorized authorized) {
        Rule rule = Rule.any();
        if (authorized.scopes().length > 0) {
            rule = rule.scopes(authorized.scopes());
        }
        if (authorized.roles().length > 0) {
            rule = rule.roles(authorized.roles());
        }
        if (authorized.groups().length > 0) {
            rule = rule.groups(authorized.groups());
        }
        if (authorized.scopes().length + authorized.roles().length + authorized.groups().length == 0) {
            throw new IllegalArgumentException(
                    "It names neither scopes, roles nor groups. For whoever is known, write" + " @Authenticated.");
        }
        return Authorize.allow(rule.named(name));
    }

    private Filter limited(RateLimited limited) {
        RateLimit limit = RateLimit.of(limited.value(), time(limited.per()));
        if (limited.burst() != 0) {
            limit = limit.burst(limited.burst());
        }
        By[] parts = Arrays.stream(limited.by()).map(Annotations::by).toArray(By[]::new);
        return parts.length == 0 ? limit : limit.by(parts);
    }

    private static By by(String text) {
        int colon = text.indexOf(':');
        String argument = text.substring(colon + 1);
        return switch (colon < 0 ? text : text.substring(0, colon)) {
            case "address" -> By.address();
            case "principal" -> By.principal();
            case "consumer" -> By.consumer();
            case "route" -> By.route();
            case "header" -> By.header(argument);
            case "claim" -> By.claim(argument);
            default ->
                throw new IllegalArgumentException("\"" + text + "\" is nothing to count by. Write address, principal,"
                        + " consumer, route, header:NAME or claim:NAME.");
        };
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
