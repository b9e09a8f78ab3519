package io.hauberk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How often these calls are tried again, instead of what is said for the service. The safety rules and the budget of the
 * service stay: what was processed is repeated only if that is harmless. On a method, or on an interface for all of its
 * methods that do not say otherwise. A bad value fails when the interface is put to use, naming the method.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Retried {
    /** How many retries at most, besides the first attempt: 0 to 10. Default: 1. */
    int value() default 1;

    /**
     * On which conditions, by their names in YAML: {@code connect-failure}, {@code reset}, {@code gateway-error}, {@code
     * 503} and so on. Default: connect-failure, refused-stream, stale, reset and gateway-error.
     */
    String[] on() default {};
}
