package io.hauberk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Only callers who may get here: of each of scopes, roles and groups that are named, the caller needs one. Values are exact,
 * or have one star at an end. Others are refused with 401 or 403. On what handles a request, or on its class for all of its
 * methods that do not say otherwise. One that names nothing, or a bad value, fails the start, naming the method.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Authorized {
    /** Scopes of the token, one of which is needed. */
    String[] scopes() default {};

    /** Roles, one of which is needed. */
    String[] roles() default {};

    /** Groups, one of which is needed. */
    String[] groups() default {};
}
