package io.hauberk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long these calls may take to the head of their answer. It shortens what is said for the service, and never
 * lengthens it. On a method, or on an interface for all of its methods that do not say otherwise. A bad value fails when
 * the interface is put to use, naming the method.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface TimeLimited {
    /** All attempts together, such as {@code 500ms} or {@code 2s}. */
    String value();

    /** Each attempt. Default: as for the service. */
    String attempt() default "";
}
