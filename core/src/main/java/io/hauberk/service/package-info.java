/** Calls to a service: its endpoints, which one is picked, what is retried, what is ejected. */
@NullMarked
package io.hauberk.service;

import org.jspecify.annotations.NullMarked;
