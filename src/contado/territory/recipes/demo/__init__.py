"""A territory made of real boundaries and residents and of simulated layers."""
