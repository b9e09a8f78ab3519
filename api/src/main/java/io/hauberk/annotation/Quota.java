package io.hauberk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * So much in a window of the calendar, or in another one; more is refused with 429. A request that is refused, also by what
 * the method says about who may, takes nothing. Counted in the memory of this process, so that it begins afresh with it, unless
 * it names a {@link #store}. On what handles a request, or on its class for all of its methods
 * that do not say otherwise, each counting by itself. A bad value fails the start, naming the method.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Quota {
    /** How many requests; 1 at least. */
    long value();

    /**
     * In which windows: each {@code minute}, {@code hour}, {@code day}, {@code week} (from Monday), {@code month} or {@code year}
     * of the calendar. Of others than those of the {@link #window calendar}, how long they are: {@code 12h}, {@code 30d}.
     */
    String per();

    /**
     * {@code calendar}, the default; {@code rolling} for the time before now; {@code flexible} for one that opens with a
     * caller's first use.
     */
    String window() default "calendar";

    /** In which time zone windows of the calendar begin, such as {@code Europe/Berlin}. Default: UTC. */
    String zone() default "";

    /**
     * By whom: {@code address}, {@code principal}, {@code consumer}, {@code route}, {@code everyone}, {@code header:NAME}, {@code
     * claim:NAME}; several make one key. Default: the consumer, else the principal, else the address.
     */
    String[] by() default {};

    /** From how many percent on answers bear {@code X-Quota-Warning}, 1 to 100; 0, the default, for never. */
    int warnAt() default 0;

    /**
     * Where it is counted, by the name of a store of the gateway in front: one under {@code stores} in its file. A name that it
     * does not have fails the start, or the reload. Default: in memory.
     */
    String store() default "";

    /** Whether it refuses nothing: what exceeds it passes, is counted, and warns. Default: no. */
    boolean soft() default false;
}
