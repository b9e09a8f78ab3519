/**
 * How a call is made, said where the call is declared: on the interfaces of Retrofit, Feign and others like them; and who may
 * make one, and how often, said where it is handled: on servlets, JAX-RS resources and Spring's controllers. Plain metadata,
 * read once at the start.
 */
@NullMarked
package io.hauberk.annotation;

import org.jspecify.annotations.NullMarked;
