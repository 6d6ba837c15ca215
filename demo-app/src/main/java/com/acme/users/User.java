package com.acme.users;

/**
 * A user as others see it.
 *
 * @param id given by the service, 1 or more
 * @param name login name, unique
 */
public record User(long id, String name) {}
