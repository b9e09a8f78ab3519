package io.hauberk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A second attempt is sent to another endpoint when the first one is slow, and the first answer counts. Only idempotent
 * requests with bodies that can be sent again are hedged, within the retry budget of the service. On a method, or on an
 * interface for all of its methods that do not say otherwise. A bad value fails when the interface is put to use, naming
 * the method.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Hedged {
    /** After how long, such as {@code 50ms}; 1 ms at least. Default: after the {@link #percentile()}. */
    String after() default "";

    /** After this percentile of the times that were measured, 50 to 99.9. Default: 95. */
    double percentile() default 95;

    /** How many attempts more than the first at a time: 0 to 4. Default: 1. */
    int max() default 1;
}
