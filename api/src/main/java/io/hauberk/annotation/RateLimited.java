package io.hauberk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * So many requests in a time; more are refused with 429. On what handles a request, or on its class for all of its methods
 * that do not say otherwise, each counting by itself. A bad value fails the start, naming the method.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RateLimited {
    /** How many requests; 1 at least. */
    long value();

    /** In each such time: {@code 250ms}, {@code 1s}, {@code 1m}, {@code 1h}, {@code 1d}. Default: a second. */
    String per() default "1s";

    /**
     * By whom: {@code address}, {@code principal}, {@code consumer}, {@code route}, {@code everyone}, {@code header:NAME}, {@code
     * claim:NAME}; several make one key. Default: the consumer, else the principal, else the address.
     */
    String[] by() default {};

    /** How many may come at once. Default: as many as {@link #value}. */
    long burst() default 0;
}
