package io.hauberk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Only callers who have authenticated get here; others are refused with 401. Who somebody is, an authentication filter of the
 * gateway finds out. On what handles a request (a servlet, a resource method, a controller's method), or on its class for all
 * of its methods that do not say otherwise.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Authenticated {}
