/** Annotations on Spring MVC controllers, obeyed by the gateway in front of them. */
@NullMarked
package io.hauberk.spring.web;

import org.jspecify.annotations.NullMarked;
